package com.hiltreview.error;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id of a request, in {@code X-Request-Id} of its answer and in each of its log lines. */
public final class RequestIds {
    private static final String HEADER = "X-Request-Id";
    private static final String ATTRIBUTE = RequestIds.class.getName();
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private RequestIds() {}

    /** Gives the request its id, unless it has one, and sets the answer's header. The caller's own is used if it is well-formed. */
    public static String ensure(HttpServletRequest request, HttpServletResponse response) {
        var id = of(request);
        if (id == null) {
            var proposed = request.getHeader(HEADER);
            id = proposed != null && ACCEPTED.matcher(proposed).matches()
                    ? proposed
                    : UUID.randomUUID().toString();
            request.setAttribute(ATTRIBUTE, id);
        }
        response.setHeader(HEADER, id);
        return id;
    }

    public static @Nullable String of(ServletRequest request) {
        return (String) request.getAttribute(ATTRIBUTE);
    }
}
