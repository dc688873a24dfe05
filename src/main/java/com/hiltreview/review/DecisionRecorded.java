package com.hiltreview.review;

import com.hiltreview.json.RawJson;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task was decided. Published inside the deciding transaction: what a listener writes stands or falls with it.
 *
 * @param decision the decision as JSON
 * @param original the blocks as the agent filed them, as JSON
 * @param revised the blocks as decided on, as JSON
 * @param diff what lies between them, as JSON
 * @param metadata the agent's own
 */
public record DecisionRecorded(
        UUID taskId,
        UUID sourceId,
        DecisionType type,
        RawJson decision,
        RawJson original,
        RawJson revised,
        RawJson diff,
        @Nullable RawJson metadata,
        Instant decidedAt) {}
