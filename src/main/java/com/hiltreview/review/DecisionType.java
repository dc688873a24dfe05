package com.hiltreview.review;

/** What a reviewer can decide. */
public enum DecisionType {
    APPROVE(TaskTransition.APPROVE),
    DENY(TaskTransition.DENY);

    private final TaskTransition transition;

    DecisionType(TaskTransition transition) {
        this.transition = transition;
    }

    TaskTransition transition() {
        return transition;
    }
}
