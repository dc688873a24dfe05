package com.hiltreview.review;

import com.hiltreview.json.Json;
import com.hiltreview.json.RawJson;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task was decided. Published inside the deciding transaction: what a listener writes stands or falls with it.
 *
 * @param eventId of the event that tells the executor
 * @param decision the decision as JSON
 * @param original the blocks as the agent filed them, as JSON
 * @param revised the blocks as decided on, as JSON
 * @param diff what lies between them, as JSON
 * @param metadata the agent's own
 */
public record DecisionRecorded(
        UUID eventId,
        UUID taskId,
        UUID sourceId,
        DecisionType type,
        RawJson decision,
        RawJson original,
        RawJson revised,
        RawJson diff,
        @Nullable RawJson metadata,
        Instant decidedAt) {
    static DecisionRecorded of(UUID eventId, ReviewTask task, ReviewTaskView.Decision decision) {
        return new DecisionRecorded(
                eventId,
                task.id(),
                task.sourceId(),
                decision.type(),
                new RawJson(Json.write(decision)),
                new RawJson(task.blocksOriginal()),
                new RawJson(task.blocksWorking()),
                new RawJson(Objects.requireNonNull(task.diff())),
                RawJson.ofNullable(task.metadata()),
                decision.decidedAt());
    }
}
