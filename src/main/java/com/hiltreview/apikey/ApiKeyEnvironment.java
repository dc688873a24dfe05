package com.hiltreview.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a key is used for; it is visible in the key, and has no other effect. */
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
