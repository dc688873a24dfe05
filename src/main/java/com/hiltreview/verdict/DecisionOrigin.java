package com.hiltreview.verdict;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What has decided a task. */
public enum DecisionOrigin {
    @JsonProperty("reviewer")
    REVIEWER,
    /** A rule that administrators wrote beforehand. */
    @JsonProperty("policy")
    POLICY,
    /** Nobody decided in time. */
    @JsonProperty("expiry")
    EXPIRY,
    /** The agent took its proposal back. */
    @JsonProperty("withdrawal")
    WITHDRAWAL
}
