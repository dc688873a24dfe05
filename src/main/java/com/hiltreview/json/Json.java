package com.hiltreview.json;

import com.hiltreview.compute.ComputePool;
import tools.jackson.databind.JsonNode;

/** Writes the service's own values as JSON, and reads back what it wrote itself. What comes from outside is for {@link StrictJson}. */
public final class Json {
    private Json() {}

    /** Compact JSON. */
    public static String write(Object value) {
        return StrictMapper.INSTANCE.writeValueAsString(value);
    }

    public static JsonNode toTree(Object value) {
        return StrictMapper.INSTANCE.valueToTree(value);
    }

    /** Only for JSON that this service wrote itself. */
    public static <T> T read(String json, Class<T> type) {
        return ComputePool.call(json.length(), () -> StrictMapper.INSTANCE.readValue(json, type));
    }
}
