package com.hiltreview.delivery;

import com.hiltreview.audit.Action;
import com.hiltreview.audit.Actor;
import com.hiltreview.audit.AuditLog;
import com.hiltreview.error.ConflictException;
import com.hiltreview.event.DecisionEvents;
import com.hiltreview.event.EventQueue;
import com.hiltreview.event.EventQueued;
import com.hiltreview.event.EventType;
import com.hiltreview.id.Ids;
import com.hiltreview.secret.UnreadableSecretException;
import com.hiltreview.source.SourceService;
import com.hiltreview.source.WebhookChanged;
import com.hiltreview.webhook.Webhook;
import com.hiltreview.webhook.WebhookClient;
import com.hiltreview.webhook.WebhookExchange;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Starts the delivery of new events, and redelivers events on request. */
@Service
class DeliveryService {
    private final DecisionEvents events;
    private final EventQueue queue;
    private final EndpointHealthRecords healthRecords;
    private final SourceService sources;
    private final WebhookClient client;
    private final AuditLog audit;
    private final WebhookDispatcher dispatcher;
    private final Clock clock;

    DeliveryService(
            DecisionEvents events,
            EventQueue queue,
            EndpointHealthRecords healthRecords,
            SourceService sources,
            WebhookClient client,
            AuditLog audit,
            WebhookDispatcher dispatcher,
            Clock clock) {
        this.events = events;
        this.queue = queue;
        this.healthRecords = healthRecords;
        this.sources = sources;
        this.client = client;
        this.audit = audit;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    @EventListener
    void wake(EventQueued queued) {
        dispatcher.wakeAfterCommit(queued.sourceId());
    }

    /** The health of the old endpoint does not count for the new settings. */
    @EventListener
    void startAnew(WebhookChanged changed) {
        healthRecords.clear(changed.sourceId());
        dispatcher.wakeAfterCommit(changed.sourceId());
    }

    /**
     * Sends an event once more, in a new full set of attempts under the same id.
     *
     * @throws ConflictException if the source does not push now
     */
    @Transactional
    void redeliver(UUID sourceId, UUID eventId, Actor actor) {
        requirePush(sourceId);
        queue.redeliver(sourceId, eventId, clock.instant());
        audit.record(actor, Action.REDELIVER, eventId, null, Map.of("source_id", sourceId));
        dispatcher.wakeAfterCommit(sourceId);
    }

    /** Does the same for every event that has failed for good and was decided since that time; returns their number. */
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

    /** Sends a sample event immediately, without retries, and stores nothing. */
    WebhookExchange sendSample(UUID sourceId, Actor actor) {
        var webhook = configuredWebhookOf(sourceId);
        var id = Ids.next();
        var exchange = client.post(webhook, id.toString(), EventType.TEST.header(), events.sample(id, sourceId));
        audit.note(actor, Action.WEBHOOK_TEST, sourceId, Map.of("delivered", exchange.isDelivered()));
        return exchange;
    }
}
