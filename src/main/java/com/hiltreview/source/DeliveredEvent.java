package com.hiltreview.source;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The events that a source may ask for. */
enum DeliveredEvent {
    @JsonProperty("decision")
    DECISION,
    @JsonProperty("changes_requested")
    CHANGES_REQUESTED
}
