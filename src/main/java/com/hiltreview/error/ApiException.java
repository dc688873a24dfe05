package com.hiltreview.error;

import java.util.Map;
import org.springframework.http.HttpHeaders;

/** A failure that is reported to the caller; features throw its named subclasses. */
public abstract class ApiException extends RuntimeException {
    private final ErrorCode code;
    private final transient Map<String, Object> details;

    protected ApiException(ErrorCode code, String message, Map<String, Object> details) {
        super(message);
        this.code = code;
        this.details = details;
    }

    protected ApiException(ErrorCode code, String message) {
        this(code, message, Map.of());
    }

    public ErrorCode code() {
        return code;
    }

    public Map<String, Object> details() {
        return details;
    }

    /** Headers that go with the answer, such as {@code WWW-Authenticate}. */
    public HttpHeaders headers() {
        return new HttpHeaders();
    }

    /** A refusal is an expected answer: it needs no stack trace, which would be most of its cost. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
