package com.hiltreview.proposal;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a block's content is. */
public enum BlockType {
    @JsonProperty("markdown")
    MARKDOWN,
    @JsonProperty("plaintext")
    PLAINTEXT,
    @JsonProperty("json")
    JSON;

    public boolean isText() {
        return this != JSON;
    }
}
