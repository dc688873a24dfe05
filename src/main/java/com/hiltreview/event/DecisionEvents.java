package com.hiltreview.event;

import com.hiltreview.id.Ids;
import com.hiltreview.json.RawJson;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Writes the events that report decisions to executors. */
@Service
public class DecisionEvents {
    private final DecisionEventRepository events;
    private final ApplicationEventPublisher publisher;
    private final JsonMapper mapper;
    private final Clock clock;

    DecisionEvents(
            DecisionEventRepository events, ApplicationEventPublisher publisher, JsonMapper mapper, Clock clock) {
        this.events = events;
        this.publisher = publisher;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** Writes a decision's event in the deciding transaction, due at once: neither exists without the other. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(DecisionRecorded decided) {
        var payload = mapper.writeValueAsBytes(DecisionPayload.of(decided));
        events.persist(new DecisionEvent(decided, payload));
        events.flush();
        publisher.publishEvent(new EventQueued(decided.sourceId()));
    }

    /** The decision in a sample event. */
    private record SampleDecision(String type, Instant decidedAt, String decidedBy) {}

    /** The body of a webhook test: an event of type {@code webhook.test} as JSON in UTF-8, which is not stored. */
    public byte[] sample(UUID eventId, UUID sourceId) {
        var now = clock.instant();
        var blocks =
                new RawJson("[{\"id\":\"greeting\",\"type\":\"plaintext\",\"content\":\"Hello\",\"editable\":true}]");
        var decision = new SampleDecision("APPROVE", now, "reviewer@example.com");
        return mapper.writeValueAsBytes(DecisionPayload.of(new DecisionRecorded(
                eventId,
                Ids.next(),
                sourceId,
                EventType.TEST,
                new RawJson(mapper.writeValueAsString(decision)),
                blocks,
                blocks,
                new RawJson("{}"),
                null,
                now)));
    }
}
