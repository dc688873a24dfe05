package com.hiltreview.diff;

import tools.jackson.databind.JsonNode;

/** What is compared of an artifact block. */
public sealed interface BlockContent {

    String blockId();

    /** A markdown or plaintext block. */
    record Text(String blockId, String text) implements BlockContent {}

    /** A json block: an object or an array, or a string that holds JSON text. */
    record Json(String blockId, JsonNode content) implements BlockContent {}
}
