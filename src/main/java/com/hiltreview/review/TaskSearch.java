package com.hiltreview.review;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.hiltreview.json.Violations;
import com.hiltreview.proposal.Headline;
import com.hiltreview.proposal.Priority;
import com.hiltreview.proposal.ReviewContext;
import com.hiltreview.proposal.RiskLevel;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a list holds, and in which order.
 *
 * @param sourceId null for all sources that the caller may see
 * @param statuses any of these; empty for all
 * @param awaiting only PENDING tasks that await this one
 * @param words all of these must occur, the last one may be a prefix; folded
 * @param createdAfter exclusive, as are {@code createdBefore} and {@code expiresBefore}
 */
public record TaskSearch(
        @Nullable UUID sourceId,
        List<ReviewTaskStatus> statuses,
        @Nullable Priority priority,
        @Nullable RiskLevel riskLevel,
        @Nullable String serviceId,
        @Nullable String actionType,
        ReviewTaskView.@Nullable Awaited awaiting,
        List<String> words,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore,
        @Nullable Instant expiresBefore,
        Sort sort) {
    private static final int MAX_QUERY_CHARACTERS = 1000;

    /** The order of a list. */
    public enum Sort {
        /** Newest first. */
        @JsonProperty("created_at")
        CREATED_AT,
        /** The reviewers' queue: most urgent first, then oldest first. */
        @JsonProperty("priority")
        PRIORITY
    }

    TaskSearch withoutSource() {
        return new TaskSearch(
                null,
                statuses,
                priority,
                riskLevel,
                serviceId,
                actionType,
                awaiting,
                words,
                createdAfter,
                createdBefore,
                expiresBefore,
                sort);
    }

    /** A search as the query parameters give it. */
    public record Parameters(
            @Nullable UUID sourceId,
            @Nullable List<String> status,
            @Nullable String priority,
            @Nullable String riskLevel,
            @Nullable String serviceId,
            @Nullable String actionType,
            @Nullable String awaiting,
            @Nullable String q,
            @Nullable Instant createdAfter,
            @Nullable Instant createdBefore,
            @Nullable Instant expiresBefore,
            String sort) {
        /** Reports every invalid value; if there is one, the result must not be used. */
        public TaskSearch toSearch(Violations violations) {
            violations.check(q == null || q.length() <= MAX_QUERY_CHARACTERS, "q", "must have at most 1000 characters");
            violations.check(serviceId == null || serviceId.indexOf(0) < 0, "service_id", "must not contain U+0000");
            var statuses = new LinkedHashSet<ReviewTaskStatus>();
            for (var name : status == null ? List.<String>of() : status) {
                var value = violations.constant(name, ReviewTaskStatus.class, "status");
                if (value != null) {
                    statuses.add(value);
                }
            }
            var action = violations.constant(actionType, ReviewContext.ActionType.class, "action_type");
            var awaited = violations.constant(awaiting, ReviewTaskView.Awaited.class, "awaiting");
            if (awaited != null && (statuses.isEmpty() || statuses.contains(ReviewTaskStatus.PENDING))) {
                // Only PENDING tasks await anybody, and a list of one status is read from its index.
                statuses.clear();
                statuses.add(ReviewTaskStatus.PENDING);
            }
            var order = violations.constant(sort, Sort.class, "sort");
            return new TaskSearch(
                    sourceId,
                    statuses.stream().sorted().toList(),
                    violations.constant(priority, Priority.class, "priority"),
                    violations.constant(riskLevel, RiskLevel.class, "risk_level"),
                    serviceId,
                    action == null ? null : actionType,
                    awaited,
                    q == null ? List.of() : Headline.words(q),
                    createdAfter,
                    createdBefore,
                    expiresBefore,
                    Objects.requireNonNullElse(order, Sort.CREATED_AT));
        }
    }
}
