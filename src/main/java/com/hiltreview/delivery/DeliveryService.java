package com.hiltreview.delivery;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.hiltreview.error.ConflictException;
import com.hiltreview.json.RawJson;
import com.hiltreview.review.DecisionRecorded;
import com.hiltreview.review.DecisionType;
import com.hiltreview.review.ReviewTaskService;
import com.hiltreview.source.SourceService;
import com.hiltreview.source.Webhook;
import com.hiltreview.source.WebhookSwitchedOn;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Writes decision events inside the deciding transaction, and brings them to the executor afterwards. */
@Service
class DeliveryService {
    private static final Logger log = LoggerFactory.getLogger(DeliveryService.class);

    private final DecisionEventRepository events;
    private final DeliveryAttempts attempts;
    private final SourceService sources;
    private final ReviewTaskService tasks;
    private final WebhookClient client;
    private final Scheduler scheduler;
    private final TransactionTemplate transaction;
    private final JsonMapper mapper;
    private final Clock clock;
    private final RetrySchedule retries = new RetrySchedule(RandomGenerator.getDefault());
    private final TimeBasedEpochRandomGenerator ids = Generators.timeBasedEpochRandomGenerator();

    /** @param scheduler lazy: it is built from the tasks, which in turn call this service */
    DeliveryService(
            DecisionEventRepository events,
            DeliveryAttempts attempts,
            SourceService sources,
            ReviewTaskService tasks,
            WebhookClient client,
            @Lazy Scheduler scheduler,
            PlatformTransactionManager transactions,
            JsonMapper mapper,
            Clock clock) {
        this.events = events;
        this.attempts = attempts;
        this.sources = sources;
        this.tasks = tasks;
        this.client = client;
        this.scheduler = scheduler;
        this.transaction = new TransactionTemplate(transactions);
        this.mapper = mapper;
        this.clock = clock;
    }

    @EventListener
    void write(DecisionRecorded decided) {
        var id = ids.generate();
        var payload = DecisionPayload.of(id, decided);
        events.persist(new DecisionEvent(
                id,
                decided.taskId(),
                decided.sourceId(),
                decided.type(),
                mapper.writeValueAsBytes(payload),
                decided.decidedAt()));
        events.flush();
        if (sources.webhookOf(decided.sourceId()).isPresent()) {
            DeliveryTasks.schedule(scheduler, id, clock.instant());
            wakeAfterCommit();
        }
    }

    @EventListener
    void resume(WebhookSwitchedOn webhook) {
        events.findWaiting(webhook.sourceId())
                .forEach(id -> scheduler.scheduleIfNotExists(
                        DeliveryTasks.DELIVER.instance(id.toString()).scheduledTo(clock.instant())));
        wakeAfterCommit();
    }

    /**
     * Finds events that wait although their source pushes and nothing is scheduled for them: a webhook that was switched
     * on in the very moment of a decision or an attempt leaves such ones behind.
     */
    @Scheduled(fixedDelay = 60, initialDelay = 60, timeUnit = TimeUnit.SECONDS)
    void resumeForgotten() {
        try {
            events.findForgotten(clock.instant().minusSeconds(60))
                    .forEach(id -> scheduler.scheduleIfNotExists(
                            DeliveryTasks.DELIVER.instance(id.toString()).scheduledTo(clock.instant())));
        } catch (RuntimeException databaseAway) {
            log.warn("Forgotten deliveries were not looked for: {}", databaseAway.getMessage());
        }
    }

    /** Until the commit the row is invisible to the scheduler; a poll would find it only a second later. */
    private void wakeAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                scheduler.triggerCheckForDueExecutions();
            }
        });
    }

    /**
     * Makes one attempt. The call happens outside any transaction; a crash between the receiver's answer and the record
     * repeats it under the same id.
     *
     * @return when to try again, or empty where nothing is left to do
     */
    Optional<Instant> attempt(UUID eventId) {
        var event = events.findById(eventId).orElse(null);
        if (event == null || event.isSettled()) {
            return Optional.empty();
        }
        var webhook = sources.webhookOf(event.sourceId()).orElse(null);
        if (webhook == null) {
            transaction.executeWithoutResult(
                    status -> events.findAndLock(eventId).ifPresent(DecisionEvent::park));
            return Optional.empty();
        }
        var exchange = client.post(webhook, eventId.toString(), event.payload());
        return Optional.ofNullable(transaction.execute(status -> record(eventId, webhook, exchange)));
    }

    private @Nullable Instant record(UUID eventId, Webhook webhook, WebhookExchange exchange) {
        var event = events.findAndLock(eventId).orElseThrow();
        var now = clock.instant();
        int number = event.attemptCount() + 1;
        attempts.add(eventId, number, exchange);
        var outcome = retries.judge(exchange, number, webhook, now);
        if (event.isDelivered()) {
            // Acknowledged while the call was under way: that stands.
            return null;
        }
        return switch (outcome) {
            case DeliveryOutcome.Delivered delivered -> {
                event.deliver(exchange.startedAt(), now);
                events.flush();
                tasks.markDispatched(List.of(event.taskId()));
                yield null;
            }
            case DeliveryOutcome.RetryLater retry -> {
                event.retryLater(exchange.startedAt());
                yield retry.at();
            }
            case DeliveryOutcome.Failed failed -> {
                event.fail(exchange.startedAt());
                log.warn(
                        "The delivery of event {} to source {} failed for good: {}",
                        eventId,
                        webhook.sourceId(),
                        exchange.statusCode() == null ? exchange.error() : exchange.statusCode());
                if (failed.endpointGone()) {
                    sources.switchWebhookOff(webhook.sourceId());
                    log.warn("The webhook of source {} answered 410 and is switched off", webhook.sourceId());
                }
                yield null;
            }
        };
    }

    /** Sends a sample, once and at once, and stores nothing. */
    WebhookExchange sendSample(UUID sourceId) {
        var webhook = sources.configuredWebhookOf(sourceId)
                .orElseThrow(() -> new ConflictException("The source has no webhook"));
        var now = clock.instant();
        var blocks =
                new RawJson("[{\"id\":\"greeting\",\"type\":\"plaintext\",\"content\":\"Hello\",\"editable\":true}]");
        var decided = new DecisionRecorded(
                ids.generate(),
                sourceId,
                DecisionType.APPROVE,
                new RawJson(mapper.writeValueAsString(
                        new DecisionPayload.SampleDecision(DecisionType.APPROVE, now, "reviewer@example.com"))),
                blocks,
                blocks,
                new RawJson("{}"),
                null,
                now);
        var id = ids.generate();
        var sample = DecisionPayload.of(id, decided).withType("webhook.test");
        return client.postSample(webhook, id.toString(), mapper.writeValueAsBytes(sample));
    }
}
