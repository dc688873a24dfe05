package com.hiltreview.review;

import com.hiltreview.proposal.Priority;
import com.hiltreview.proposal.RiskLevel;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a list holds, and in which order.
 *
 * @param statuses any of these; empty for all
 * @param words all of these, the last one as a prefix; folded
 */
record ReviewTaskFilter(
        @Nullable UUID sourceId,
        List<ReviewTaskStatus> statuses,
        @Nullable Priority priority,
        @Nullable RiskLevel riskLevel,
        @Nullable String serviceId,
        @Nullable String actionType,
        List<String> words,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore,
        Sort sort) {
    enum Sort {
        CREATED_AT,
        PRIORITY
    }

    /** Names this very list, for its cursors. */
    String fingerprint() {
        return toString();
    }
}
