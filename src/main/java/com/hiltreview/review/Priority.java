package com.hiltreview.review;

/** How urgent a task is, in the order of the reviewers' queue. */
enum Priority {
    HIGH,
    NORMAL,
    LOW
}
