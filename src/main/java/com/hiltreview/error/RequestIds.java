package com.hiltreview.error;

import jakarta.servlet.ServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id that stands in {@code X-Request-Id} of every answer and in every log line of its request. */
public final class RequestIds {
    static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = RequestIds.class.getName();
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private RequestIds() {}

    /** The caller's id if it is a harmless one, else a new one. */
    static String assign(ServletRequest request, @Nullable String proposed) {
        var id = proposed != null && ACCEPTED.matcher(proposed).matches()
                ? proposed
                : UUID.randomUUID().toString();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    public static @Nullable String of(ServletRequest request) {
        return (String) request.getAttribute(ATTRIBUTE);
    }
}
