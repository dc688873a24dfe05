package com.hiltreview.review;

import static com.hiltreview.review.ReviewTaskStatus.APPROVED;
import static com.hiltreview.review.ReviewTaskStatus.ARCHIVED;
import static com.hiltreview.review.ReviewTaskStatus.DENIED;
import static com.hiltreview.review.ReviewTaskStatus.DISPATCHED;
import static com.hiltreview.review.ReviewTaskStatus.PENDING;

import com.hiltreview.verdict.DecisionType;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that can happen to a filed task: from which statuses, to which one, and which class does it. */
enum TaskTransition {
    /** A reviewer changes blocks: {@link TaskReviewing#edit}. */
    EDIT(List.of(PENDING), PENDING),
    /** A reviewer asks for changes: {@link TaskRevising#requestChanges}. */
    REQUEST_CHANGES(List.of(PENDING), PENDING),
    /** The agent files a revision: {@link TaskRevising#revise}. */
    REVISE(List.of(PENDING), PENDING),
    /** A reviewer approves: {@link TaskReviewing#decide}. */
    APPROVE(List.of(PENDING), APPROVED),
    /**
     * A reviewer denies, the agent takes its proposal back, or the time is up: {@link TaskReviewing#decide}, {@link
     * TaskWithdrawal#withdraw}, {@link TaskExpiry#endDue}.
     */
    DENY(List.of(PENDING), DENIED),
    /** The executor has the decision: {@link TaskCompletion#markDispatched}. */
    DISPATCH(List.of(APPROVED, DENIED), DISPATCHED),
    /** Nothing has changed for {@code ARCHIVE_AFTER_DAYS}: {@link TaskCompletion#archiveSome}. */
    ARCHIVE(List.of(APPROVED, DENIED, DISPATCHED), ARCHIVED);

    @SuppressWarnings("ImmutableEnumChecker") // List.of gives an immutable list.
    private final List<ReviewTaskStatus> from;

    private final ReviewTaskStatus to;

    TaskTransition(List<ReviewTaskStatus> from, ReviewTaskStatus to) {
        this.from = from;
        this.to = to;
    }

    static TaskTransition of(DecisionType decision) {
        return switch (decision) {
            case APPROVE -> APPROVE;
            case DENY -> DENY;
        };
    }

    ReviewTaskStatus to() {
        return to;
    }

    /** @throws InvalidStateTransitionException if the task's status does not permit it */
    void requirePossible(ReviewTaskStatus current) {
        if (!from.contains(current)) {
            throw new InvalidStateTransitionException(current, from);
        }
    }

    /** The guard for SQL: {@code status in ('APPROVED', 'DENIED')}. */
    String guard() {
        return from.stream().map(status -> "'" + status + "'").collect(Collectors.joining(", ", "status in (", ")"));
    }
}
