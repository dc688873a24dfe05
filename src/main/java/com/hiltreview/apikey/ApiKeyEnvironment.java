package com.hiltreview.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a key is for; it shows in the key itself and changes nothing else. */
public enum ApiKeyEnvironment {
    @JsonProperty("live")
    LIVE("live_"),
    @JsonProperty("test")
    TEST("test_");

    private final String infix;

    ApiKeyEnvironment(String infix) {
        this.infix = infix;
    }

    String infix() {
        return infix;
    }
}
