package com.hiltreview.delivery;

import com.hiltreview.delivery.DeliveryAttempts.NumberedExchange;
import com.hiltreview.delivery.DeliveryQueue.Lease;
import com.hiltreview.event.Delivery;
import com.hiltreview.event.DeliveryOutcome;
import com.hiltreview.event.DeliveryStatus;
import com.hiltreview.event.EventQueue;
import com.hiltreview.event.EventQueue.DueEvent;
import com.hiltreview.secret.UnreadableSecretException;
import com.hiltreview.source.SourceService;
import com.hiltreview.source.SwitchOffReason;
import com.hiltreview.webhook.Webhook;
import com.hiltreview.webhook.WebhookExchange;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads what is needed to call a receiver, and records the results. */
@Service
class DeliveryRecords {
    private static final Logger log = LoggerFactory.getLogger(DeliveryRecords.class);

    private final EventQueue queue;
    private final DeliveryAttempts attempts;
    private final EndpointHealthRecords healthRecords;
    private final SourceService sources;
    private final DeliveryMetrics metrics;
    private final TransactionTemplate transaction;
    private final Clock clock;
    /** Sources whose unreadable secret was logged already. */
    private final Set<UUID> unreadable = ConcurrentHashMap.newKeySet();

    private final RetrySchedule retries = new RetrySchedule(RandomGenerator.getDefault());

    DeliveryRecords(
            EventQueue queue,
            DeliveryAttempts attempts,
            EndpointHealthRecords healthRecords,
            SourceService sources,
            DeliveryMetrics metrics,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.queue = queue;
        this.attempts = attempts;
        this.healthRecords = healthRecords;
        this.sources = sources;
        this.metrics = metrics;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** A call that was made with these settings. */
    record Answered(UUID eventId, Webhook webhook, WebhookExchange exchange) {}

    /** @param nextRetryAt the earliest time at which one of the calls is repeated; null if none is */
    record Result(EndpointHealth health, @Nullable Instant nextRetryAt) {}

    EndpointHealth healthOf(UUID sourceId) {
        return healthRecords.of(sourceId);
    }

    /**
     * Where the source's events are pushed at this moment; empty if they are not.
     *
     * @throws UnreadableSecretException after logging it, once until the secret can be read again
     */
    Optional<Webhook> webhookOf(UUID sourceId) {
        try {
            var webhook = sources.webhookOf(sourceId);
            unreadable.remove(sourceId);
            return webhook;
        } catch (UnreadableSecretException otherKey) {
            if (unreadable.add(sourceId)) {
                log.error(
                        "The webhook of source {} is not called, because its secret cannot be read: ENCRYPTION_KEY was"
                                + " changed. Start with the former key, or rotate the secret",
                        sourceId);
            }
            throw otherKey;
        }
    }

    /**
     * Claims due events. No row is marked, because the lease excludes other instances.
     *
     * @param bytes of payloads after which no further event is claimed; at least one is
     * @return empty if the lease was lost
     */
    Optional<List<DueEvent>> claim(Lease lease, Collection<UUID> except, int limit, long bytes) {
        return queue.claim(lease.sourceId(), except, limit, bytes, clock.instant(), lease.permit());
    }

    Optional<Instant> nextDue(UUID sourceId) {
        return queue.nextDue(sourceId);
    }

    /** Shows events that were being tried as not sent, because the webhook is off. */
    void park(UUID sourceId) {
        boolean more;
        do {
            more = queue.park(sourceId);
        } while (more);
    }

    /**
     * Records the results of calls in one transaction: the attempts, the state of the events, the tasks that are dispatched
     * now, and the health of the endpoint.
     */
    Result record(UUID sourceId, List<Answered> calls, EndpointHealth before) {
        var afterCommit = new ArrayList<Runnable>();
        var result = transaction.execute(status -> recordInTransaction(sourceId, calls, before, afterCommit));
        afterCommit.forEach(Runnable::run);
        return Objects.requireNonNull(result);
    }

    /** @param afterCommit collects what is counted and logged once, however often the transaction is repeated */
    private Result recordInTransaction(
            UUID sourceId, List<Answered> calls, EndpointHealth before, List<Runnable> afterCommit) {
        var now = clock.instant();
        var locked = queue.lock(calls.stream().map(Answered::eventId).toList());
        var numbered = new ArrayList<NumberedExchange>();
        var changed = new ArrayList<Delivery>();
        var health = before;
        Instant nextRetryAt = null;
        @Nullable String goneUrl = null;
        for (var call : calls) {
            var exchange = call.exchange();
            var delivery = Objects.requireNonNull(locked.get(call.eventId()));
            var outcome = retries.judge(exchange, delivery.nextOfSet(), call.webhook(), now);
            var after = delivery.after(outcome, exchange.startedAt(), now);
            numbered.add(new NumberedExchange(call.eventId(), after.attempts(), exchange));
            changed.add(after);
            if (after.status() == DeliveryStatus.FAILED && delivery.status() != DeliveryStatus.FAILED) {
                afterCommit.add(() -> tellFailure(call, after));
            }
            if (after.nextAttemptAt() != null
                    && (nextRetryAt == null || after.nextAttemptAt().isBefore(nextRetryAt))) {
                nextRetryAt = after.nextAttemptAt();
            }
            if (outcome instanceof DeliveryOutcome.Failed failed && failed.endpointGone()) {
                goneUrl = call.webhook().url();
            }
            health = health.after(exchange, RetrySchedule.retryAfter(exchange.retryAfter(), now), now);
        }
        attempts.add(numbered);
        queue.save(changed);
        // Locks the source before its health, in the same order as a change of its settings.
        if (goneUrl != null) {
            switchOff(sourceId, goneUrl, SwitchOffReason.GONE, afterCommit);
        } else if (health.isHopeless(now)) {
            switchOff(sourceId, calls.getLast().webhook().url(), SwitchOffReason.FAILING, afterCommit);
        }
        if (!health.equals(before)) {
            healthRecords.save(sourceId, health);
        }
        return new Result(health, nextRetryAt);
    }

    private void tellFailure(Answered call, Delivery failed) {
        metrics.countFailedEvent();
        var exchange = call.exchange();
        log.warn(
                "The delivery of event {} to source {} failed for good after {} attempts: {}",
                call.eventId(),
                call.webhook().sourceId(),
                failed.attempts(),
                exchange.statusCode() == null ? exchange.error() : exchange.statusCode());
    }

    private void switchOff(UUID sourceId, String url, SwitchOffReason reason, List<Runnable> afterCommit) {
        if (sources.switchWebhookOff(sourceId, url, reason)) {
            afterCommit.add(() -> tellSwitchOff(sourceId, reason));
        }
    }

    private void tellSwitchOff(UUID sourceId, SwitchOffReason reason) {
        metrics.countSwitchedOff(reason);
        log.warn(
                "The webhook of source {} is switched off: {}",
                sourceId,
                switch (reason) {
                    case GONE -> "it answered 410";
                    case FAILING -> "it has failed for 5 days without a single success";
                });
    }
}
