package com.hiltreview.review;

import com.hiltreview.event.EventType;

/** What a reviewer can decide. */
public enum DecisionType {
    APPROVE(TaskTransition.APPROVE, EventType.APPROVED),
    DENY(TaskTransition.DENY, EventType.DENIED);

    private final TaskTransition transition;
    private final EventType eventType;

    DecisionType(TaskTransition transition, EventType eventType) {
        this.transition = transition;
        this.eventType = eventType;
    }

    TaskTransition transition() {
        return transition;
    }

    EventType eventType() {
        return eventType;
    }
}
