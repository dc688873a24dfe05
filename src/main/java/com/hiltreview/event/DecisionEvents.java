package com.hiltreview.event;

import com.hiltreview.id.Ids;
import com.hiltreview.json.RawJson;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Makes the events that report decisions and change requests to a source. */
@Service
public class DecisionEvents {
    /** Of the blocks in a sample event. */
    private static final String SAMPLE_DIGEST =
            "sha256:1bd2f84851fb30f47f772f3b0dd125a06d37e6d2dbf40c604ffc62c0fca505d8";

    private final ApplicationEventPublisher publisher;
    private final JsonMapper mapper;
    private final Clock clock;

    DecisionEvents(ApplicationEventPublisher publisher, JsonMapper mapper, Clock clock) {
        this.publisher = publisher;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** The event of a decision, for the statement that decides. */
    public DecisionEvent of(DecisionRecorded decided) {
        return new DecisionEvent(
                decided.eventId(),
                decided.taskId(),
                decided.sourceId(),
                decided.type(),
                mapper.writeValueAsBytes(DecisionPayload.of(decided)),
                decided.decidedAt());
    }

    /** The event of a change request, for the statement that asks for the changes. */
    public DecisionEvent of(ChangeRequestPayload requested) {
        return new DecisionEvent(
                requested.eventId(),
                requested.taskId(),
                requested.sourceId(),
                requested.type(),
                mapper.writeValueAsBytes(requested),
                requested.occurredAt());
    }

    /** Has events delivered that were written. */
    public void written(Collection<DecisionEvent> events) {
        events.stream()
                .map(DecisionEvent::sourceId)
                .distinct()
                .forEach(sourceId -> publisher.publishEvent(new EventQueued(sourceId)));
    }

    /** The decision in a sample event. */
    private record SampleDecision(String type, Instant decidedAt, String decidedBy, String origin) {}

    /** The body of a webhook test: an event of type {@code webhook.test} as JSON in UTF-8, which is not stored. */
    public byte[] sample(UUID eventId, UUID sourceId) {
        var now = clock.instant();
        var blocks =
                new RawJson("[{\"id\":\"greeting\",\"type\":\"plaintext\",\"content\":\"Hello\",\"editable\":true}]");
        var decision = new SampleDecision("APPROVE", now, "reviewer@example.com", "reviewer");
        return mapper.writeValueAsBytes(DecisionPayload.of(new DecisionRecorded(
                eventId,
                Ids.next(),
                sourceId,
                EventType.TEST,
                1,
                new RawJson(mapper.writeValueAsString(decision)),
                "Approved unchanged. Decided by reviewer@example.com.\nExecute the blocks as they were filed.",
                SAMPLE_DIGEST,
                SAMPLE_DIGEST,
                blocks,
                blocks,
                new RawJson("{}"),
                null,
                now)));
    }
}
