package com.hiltreview.review;

import java.util.Set;

/** Where a task stands; see docs/states.md. */
public enum ReviewTaskStatus {
    PENDING,
    APPROVED,
    DENIED,
    DISPATCHED,
    ARCHIVED;

    boolean canTransitionTo(ReviewTaskStatus next) {
        return switch (this) {
            case PENDING -> Set.of(APPROVED, DENIED).contains(next);
            case APPROVED, DENIED -> Set.of(DISPATCHED, ARCHIVED).contains(next);
            case DISPATCHED -> next == ARCHIVED;
            case ARCHIVED -> false;
        };
    }
}
