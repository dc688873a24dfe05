package com.hiltreview.review;

/** The state of a task; {@link TaskTransition} lists the ways from one to the next. */
public enum ReviewTaskStatus {
    PENDING,
    APPROVED,
    DENIED,
    DISPATCHED,
    ARCHIVED
}
