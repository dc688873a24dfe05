package com.hiltreview.proposal;

/** How urgent a task is, in the order of the reviewers' queue. */
public enum Priority {
    HIGH,
    NORMAL,
    LOW
}
