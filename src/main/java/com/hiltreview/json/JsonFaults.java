package com.hiltreview.json;

import com.hiltreview.error.FieldFault;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Words Jackson's exceptions for callers: the path as they wrote it, and the type that the contract asks for. */
final class JsonFaults {
    private JsonFaults() {}

    static FieldFault of(JacksonException thrown) {
        var path = new JsonPath();
        for (var step : thrown.getPath()) {
            path.enter(step.getPropertyName() == null ? (Object) step.getIndex() : step.getPropertyName());
        }
        var message = thrown instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? "must be " + expected(mismatch.getTargetType())
                : "is not valid JSON: " + firstLine(thrown.getOriginalMessage());
        return new FieldFault(path.toString(), message);
    }

    private static String expected(Class<?> type) {
        if (type == String.class) {
            return "a string";
        } else if (type == Integer.class || type == int.class) {
            return "an integer";
        } else if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        } else if (type == UUID.class) {
            return "a UUID";
        } else if (type.isEnum()) {
            return "one of " + WireName.list(type);
        } else if (Iterable.class.isAssignableFrom(type)) {
            return "an array";
        }
        return "an object";
    }

    private static String firstLine(@Nullable String message) {
        var line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), 200));
    }
}
