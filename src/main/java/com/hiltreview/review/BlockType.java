package com.hiltreview.review;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a block's content is. */
enum BlockType {
    @JsonProperty("markdown")
    MARKDOWN,
    @JsonProperty("plaintext")
    PLAINTEXT,
    @JsonProperty("json")
    JSON;

    boolean isText() {
        return this != JSON;
    }
}
