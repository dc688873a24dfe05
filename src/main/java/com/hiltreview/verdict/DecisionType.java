package com.hiltreview.verdict;

/** The two ways to decide a task. */
public enum DecisionType {
    APPROVE,
    DENY
}
