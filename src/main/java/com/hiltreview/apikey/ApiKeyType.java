package com.hiltreview.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whose key it is. */
public enum ApiKeyType {
    @JsonProperty("source")
    SOURCE("hilt_sk_"),
    @JsonProperty("admin")
    ADMIN("hilt_ak_");

    private final String prefix;

    ApiKeyType(String prefix) {
        this.prefix = prefix;
    }

    String prefix() {
        return prefix;
    }
}
