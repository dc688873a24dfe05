package com.hiltreview.diff;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON as the service does, with every digit. */
final class JsonTrees {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonTrees() {}

    static JsonNode tree(String json) {
        return MAPPER.readTree(json);
    }

    static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }
}
