package com.hiltreview.event;

import com.fasterxml.jackson.annotation.JsonValue;

/** What an event reports. */
public enum EventType {
    APPROVED("review_task.approved"),
    DENIED("review_task.denied"),
    /** The sample of a webhook test; never stored. */
    TEST("webhook.test");

    private final String text;

    EventType(String text) {
        this.text = text;
    }

    /** As it is sent and stored. */
    @JsonValue
    public String text() {
        return text;
    }
}
