package com.hiltreview.event;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.hiltreview.json.WireName;

/** What an event reports. */
public enum EventType {
    @JsonProperty("review_task.approved")
    APPROVED,
    @JsonProperty("review_task.denied")
    DENIED,
    /** A reviewer asks the agent for changes. */
    @JsonProperty("review_task.changes_requested")
    CHANGES_REQUESTED,
    /** The sample of a webhook test; never stored. */
    @JsonProperty("webhook.test")
    TEST;

    static EventType named(String name) {
        return requireNonNull(WireName.constant(name, EventType.class), name);
    }

    /** The decision's event is the only one of its task, and its delivery is the task's. */
    boolean isDecision() {
        return this == APPROVED || this == DENIED;
    }

    /** The value of {@code X-HILT-Event-Type}. */
    public String header() {
        return switch (this) {
            case APPROVED, DENIED -> "decision";
            case CHANGES_REQUESTED -> "changes_requested";
            case TEST -> "test";
        };
    }
}
