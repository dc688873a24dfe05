package com.hiltreview.envelope;

import com.hiltreview.error.ErrorCode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

/**
 * One failed request's answer.
 *
 * @param status the HTTP status
 * @param headers what goes with it, such as {@code Retry-After}
 * @param body the envelope
 */
record ErrorAnswer(HttpStatusCode status, HttpHeaders headers, ErrorBody body) {
    static ErrorAnswer of(ErrorCode code, @Nullable String requestId) {
        return of(code, code.status(), code.defaultMessage(), Map.of(), new HttpHeaders(), requestId);
    }

    static ErrorAnswer of(ErrorCode code, String message, Map<String, Object> details, @Nullable String requestId) {
        return of(code, code.status(), message, details, new HttpHeaders(), requestId);
    }

    static ErrorAnswer of(
            ErrorCode code,
            HttpStatusCode status,
            String message,
            Map<String, Object> details,
            HttpHeaders headers,
            @Nullable String requestId) {
        var shownId = status.is5xxServerError() ? requestId : null;
        return new ErrorAnswer(
                status, headers, new ErrorBody(new ErrorBody.Content(code.name(), message, details, shownId)));
    }

    static ErrorAnswer ofUnknownPath(String path, @Nullable String requestId) {
        return of(ErrorCode.NOT_FOUND, "No such path", Map.of("resource_type", "path", "resource_id", path), requestId);
    }

    /** What a bare status means, for those that Tomcat or Spring set by themselves. */
    static ErrorAnswer ofStatus(int status, @Nullable String requestId) {
        var known = HttpStatusCode.valueOf(status);
        for (var code : ErrorCode.values()) {
            if (code.status().value() == status) {
                return of(code, requestId);
            }
        }
        var code = known.is5xxServerError() ? ErrorCode.INTERNAL_ERROR : ErrorCode.VALIDATION_ERROR;
        return of(code, known, code.defaultMessage(), Map.of(), new HttpHeaders(), requestId);
    }

    /** Writes it instead of what was written so far, unless the client has begun to receive that. */
    void replaceIn(HttpServletResponse response) throws IOException {
        if (!response.isCommitted()) {
            response.resetBuffer();
            writeTo(response);
        }
    }

    void writeTo(HttpServletResponse response) throws IOException {
        response.setStatus(status.value());
        headers.forEach((name, values) -> response.setHeader(name, String.join(", ", values)));
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        var bytes = body.toJson();
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
