package com.hiltreview.proposal;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much harm a wrong decision does, as the agent judges it. */
public enum RiskLevel {
    @JsonProperty("low")
    LOW,
    @JsonProperty("medium")
    MEDIUM,
    @JsonProperty("high")
    HIGH,
    @JsonProperty("critical")
    CRITICAL
}
