package com.hiltreview.verdict;

import org.jspecify.annotations.Nullable;

/**
 * The end of a review.
 *
 * @param reason null if none was given; a denial always has one
 * @param optionId the option that was chosen, of those that the agent offers
 */
public record Verdict(
        DecisionType outcome,
        Decider decider,
        @Nullable String reason,
        @Nullable String optionId) {}
