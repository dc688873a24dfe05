package com.hiltreview.review;

import org.jspecify.annotations.Nullable;

/**
 * The end of a review.
 *
 * @param reason null if none was given; a denial always has one
 * @param optionId the option of the agent's that was chosen
 */
public record Verdict(
        DecisionType outcome,
        Decider decider,
        @Nullable String reason,
        @Nullable String optionId) {}
