package com.hiltreview.review;

/** The state of a task; {@link TaskTransition} lists the transitions. */
public enum ReviewTaskStatus {
    PENDING,
    APPROVED,
    DENIED,
    DISPATCHED,
    ARCHIVED
}
