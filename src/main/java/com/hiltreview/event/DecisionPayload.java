package com.hiltreview.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.hiltreview.json.RawJson;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A decision event as it is sent: the body of a webhook call, and an item of the feed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DecisionPayload(
        UUID eventId,
        EventType type,
        UUID sourceId,
        UUID taskId,
        int revision,
        RawJson decision,
        String summary,
        RawJson original,
        String originalDigest,
        @JsonProperty("final") RawJson revised,
        String finalDigest,
        RawJson diff,
        @Nullable RawJson metadata,
        Instant occurredAt) {
    static DecisionPayload of(DecisionRecorded decided) {
        return new DecisionPayload(
                decided.eventId(),
                decided.type(),
                decided.sourceId(),
                decided.taskId(),
                decided.revision(),
                decided.decision(),
                decided.summary(),
                decided.original(),
                decided.originalDigest(),
                decided.revised(),
                decided.finalDigest(),
                decided.diff(),
                decided.metadata(),
                decided.decidedAt());
    }
}
