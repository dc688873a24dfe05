package com.hiltreview.json;

import com.hiltreview.error.FieldFault;
import com.hiltreview.error.ValidationException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the faults of a request's fields, so that all are reported at once. */
public final class Violations {
    private static final int MAX_FAULTS = 100;

    private final List<FieldFault> faults = new ArrayList<>();

    public void add(String field, String message) {
        if (!isFull()) {
            faults.add(new FieldFault(field, message));
        }
    }

    public void check(boolean valid, String field, String message) {
        if (!valid) {
            add(field, message);
        }
    }

    /** An optional text of 1 to {@code max} code points that is not blank. */
    public void text(@Nullable String value, String field, int max) {
        if (value == null) {
            return;
        }
        check(!VisibleText.isBlank(value), field, "must not be blank");
        check(value.codePointCount(0, value.length()) <= max, field, "must have at most " + max + " characters");
    }

    public void required(@Nullable String value, String field, int max) {
        check(value != null, field, "is required");
        text(value, field, max);
    }

    public void range(@Nullable Integer value, String field, int min, int max) {
        check(value == null || (value >= min && value <= max), field, "must be between " + min + " and " + max);
    }

    public void size(String utf8, String field, int maxBytes) {
        // A string has at least as many UTF-8 bytes as characters, and at most three times as many.
        check(
                utf8.length() * 3L <= maxBytes || utf8.getBytes(StandardCharsets.UTF_8).length <= maxBytes,
                field,
                "must have at most " + maxBytes / 1024 + " KiB");
    }

    /** The constant that a parameter names; null if there is no parameter, or if it names none, which is a fault. */
    public <E extends Enum<E>> @Nullable E constant(@Nullable String name, Class<E> type, String field) {
        if (name == null) {
            return null;
        }
        for (var constant : type.getEnumConstants()) {
            if (WireName.of(constant).equals(name)) {
                return constant;
            }
        }
        add(field, "must be one of " + WireName.list(type));
        return null;
    }

    /** Whether the limit of reported faults is reached, so that further checks are useless. */
    public boolean isFull() {
        return faults.size() >= MAX_FAULTS;
    }

    public boolean isEmpty() {
        return faults.isEmpty();
    }

    public void throwIfAny() {
        if (!faults.isEmpty()) {
            throw new ValidationException(List.copyOf(faults));
        }
    }
}
