package com.hiltreview.event;

import com.hiltreview.json.RawJson;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A decision that an event reports.
 *
 * @param eventId of the event that reports it to the executor
 * @param revision of the task, that was decided
 * @param decision the decision as JSON
 * @param summary what was decided, in plain text for a model
 * @param originalDigest of {@code original}, as is {@code finalDigest} of {@code revised}
 * @param original the blocks as the agent filed them, as JSON
 * @param revised the blocks as decided on, as JSON
 * @param diff between these, as JSON
 * @param metadata as the agent filed it
 */
public record DecisionRecorded(
        UUID eventId,
        UUID taskId,
        UUID sourceId,
        EventType type,
        int revision,
        RawJson decision,
        String summary,
        String originalDigest,
        String finalDigest,
        RawJson original,
        RawJson revised,
        RawJson diff,
        @Nullable RawJson metadata,
        Instant decidedAt) {}
