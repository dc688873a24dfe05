package com.hiltreview.json;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * JSON text that is copied unparsed from the database into the answer.
 *
 * @param text one JSON value
 */
public record RawJson(@JsonRawValue @JsonValue String text) {
    public static @Nullable RawJson ofNullable(@Nullable String text) {
        return text == null ? null : new RawJson(text);
    }
}
