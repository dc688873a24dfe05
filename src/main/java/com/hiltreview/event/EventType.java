package com.hiltreview.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an event reports. */
public enum EventType {
    @JsonProperty("review_task.approved")
    APPROVED,
    @JsonProperty("review_task.denied")
    DENIED,
    /** The sample of a webhook test; never stored. */
    @JsonProperty("webhook.test")
    TEST
}
