package com.hiltreview.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.hiltreview.json.RawJson;
import com.hiltreview.review.DecisionRecorded;
import com.hiltreview.review.DecisionType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A decision event on the wire: the body of a webhook, and an item of the feed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DecisionPayload(
        UUID eventId,
        String type,
        UUID sourceId,
        UUID taskId,
        RawJson decision,
        RawJson original,
        @JsonProperty("final") RawJson revised,
        RawJson diff,
        @Nullable RawJson metadata,
        Instant occurredAt) {
    /** The decision of a sample. */
    record SampleDecision(DecisionType type, Instant decidedAt, String decidedBy) {}

    static DecisionPayload of(DecisionRecorded decided) {
        return new DecisionPayload(
                decided.eventId(),
                decided.type() == DecisionType.APPROVE ? "review_task.approved" : "review_task.denied",
                decided.sourceId(),
                decided.taskId(),
                decided.decision(),
                decided.original(),
                decided.revised(),
                decided.diff(),
                decided.metadata(),
                decided.decidedAt());
    }

    DecisionPayload withType(String other) {
        return new DecisionPayload(
                eventId, other, sourceId, taskId, decision, original, revised, diff, metadata, occurredAt);
    }
}
