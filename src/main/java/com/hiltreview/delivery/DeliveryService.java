package com.hiltreview.delivery;

import com.hiltreview.audit.Action;
import com.hiltreview.audit.Actor;
import com.hiltreview.audit.AuditLog;
import com.hiltreview.error.ConflictException;
import com.hiltreview.id.Ids;
import com.hiltreview.json.RawJson;
import com.hiltreview.review.DecisionRecorded;
import com.hiltreview.review.DecisionType;
import com.hiltreview.secret.UnreadableSecretException;
import com.hiltreview.source.SourceService;
import com.hiltreview.source.Webhook;
import com.hiltreview.source.WebhookChanged;
import com.hiltreview.webhook.WebhookClient;
import com.hiltreview.webhook.WebhookExchange;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Writes decision events inside the deciding transaction, and sends them again when asked to. */
@Service
class DeliveryService {
    private final DecisionEventRepository events;
    private final DeliveryQueue queue;
    private final EndpointHealthRecords healthRecords;
    private final SourceService sources;
    private final WebhookClient client;
    private final AuditLog audit;
    private final WebhookDispatcher dispatcher;
    private final JsonMapper mapper;
    private final Clock clock;

    DeliveryService(
            DecisionEventRepository events,
            DeliveryQueue queue,
            EndpointHealthRecords healthRecords,
            SourceService sources,
            WebhookClient client,
            AuditLog audit,
            WebhookDispatcher dispatcher,
            JsonMapper mapper,
            Clock clock) {
        this.events = events;
        this.queue = queue;
        this.healthRecords = healthRecords;
        this.sources = sources;
        this.client = client;
        this.audit = audit;
        this.dispatcher = dispatcher;
        this.mapper = mapper;
        this.clock = clock;
    }

    @EventListener
    void write(DecisionRecorded decided) {
        var payload = DecisionPayload.of(decided);
        events.persist(new DecisionEvent(
                decided.eventId(),
                decided.taskId(),
                decided.sourceId(),
                decided.type(),
                mapper.writeValueAsBytes(payload),
                decided.decidedAt()));
        events.flush();
        dispatcher.wakeAfterCommit(decided.sourceId());
    }

    /** Whatever was held against the endpoint does not count for its new settings. */
    @EventListener
    void startAnew(WebhookChanged changed) {
        healthRecords.clear(changed.sourceId());
        dispatcher.wakeAfterCommit(changed.sourceId());
    }

    /**
     * Sends an event once more, in a new full set of attempts under the same id.
     *
     * @throws ConflictException where the source does not push now
     */
    @Transactional
    void redeliver(UUID sourceId, UUID eventId, Actor actor) {
        requirePush(sourceId);
        queue.redeliver(sourceId, eventId, clock.instant());
        audit.record(actor, Action.REDELIVER, eventId, null, Map.of("source_id", sourceId));
        dispatcher.wakeAfterCommit(sourceId);
    }

    /** Does the same for every event that failed for good and was decided since then; says how many. */
    @Transactional
    int redeliverFailed(UUID sourceId, Instant since, Actor actor) {
        requirePush(sourceId);
        int scheduled = queue.redeliverFailed(sourceId, since, clock.instant());
        audit.record(actor, Action.REDELIVER_FAILED, sourceId, null, Map.of("since", since, "scheduled", scheduled));
        dispatcher.wakeAfterCommit(sourceId);
        return scheduled;
    }

    private void requirePush(UUID sourceId) {
        if (!sources.pushes(sourceId)) {
            throw new ConflictException("The source's webhook is off");
        }
    }

    private Webhook configuredWebhookOf(UUID sourceId) {
        try {
            return sources.configuredWebhookOf(sourceId)
                    .orElseThrow(() -> new ConflictException("The source has no webhook"));
        } catch (UnreadableSecretException otherKey) {
            throw new ConflictException("The webhook's secret cannot be read, because ENCRYPTION_KEY was changed."
                    + " Start with the former key, or rotate the secret");
        }
    }

    /** Sends a sample, once and at once, and stores nothing of it. */
    WebhookExchange sendSample(UUID sourceId, Actor actor) {
        var webhook = configuredWebhookOf(sourceId);
        var now = clock.instant();
        var blocks =
                new RawJson("[{\"id\":\"greeting\",\"type\":\"plaintext\",\"content\":\"Hello\",\"editable\":true}]");
        var id = Ids.next();
        var decided = new DecisionRecorded(
                id,
                Ids.next(),
                sourceId,
                DecisionType.APPROVE,
                new RawJson(mapper.writeValueAsString(
                        new DecisionPayload.SampleDecision(DecisionType.APPROVE, now, "reviewer@example.com"))),
                blocks,
                blocks,
                new RawJson("{}"),
                null,
                now);
        var sample = DecisionPayload.of(decided).withType("webhook.test");
        var exchange = client.postSample(webhook, id.toString(), mapper.writeValueAsBytes(sample));
        audit.note(actor, Action.WEBHOOK_TEST, sourceId, Map.of("delivered", exchange.isDelivered()));
        return exchange;
    }
}
