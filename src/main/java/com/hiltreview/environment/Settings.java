package com.hiltreview.environment;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The properties that the variables amount to, by their names. */
public final class Settings {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** @param value null leaves the property unset */
    public void put(String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    public Map<String, Object> asMap() {
        return values;
    }
}
