package com.hiltreview.source;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why the service itself switched a webhook off. */
public enum SwitchOffReason {
    /** The endpoint answered 410. */
    @JsonProperty("gone")
    GONE,
    /** The endpoint has failed for days, without a single success. */
    @JsonProperty("failing")
    FAILING
}
