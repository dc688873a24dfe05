package com.hiltreview.error;

import org.springframework.http.HttpStatus;

/** The codes by which callers distinguish failures; names and statuses are part of the public contract. */
public enum ErrorCode {
    VALIDATION_ERROR(HttpStatus.BAD_REQUEST, "Request validation failed"),
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "Missing, unknown, revoked or expired credentials"),
    FORBIDDEN(HttpStatus.FORBIDDEN, "These credentials may not do this"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "Not found"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "This path does not take this method"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "The content types in Accept cannot be answered"),
    PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The request body is too large"),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Only application/json is read"),
    IDEMPOTENCY_MISMATCH(HttpStatus.CONFLICT, "This Idempotency-Key was used with another body"),
    REVIEWER_MISMATCH(HttpStatus.CONFLICT, "Another reviewer is signed in by now"),
    CONFLICT(HttpStatus.CONFLICT, "The request clashes with the present state"),
    PRECONDITION_FAILED(HttpStatus.PRECONDITION_FAILED, "If-Match names an old version"),
    INVALID_STATE_TRANSITION(HttpStatus.UNPROCESSABLE_CONTENT, "The task's status does not allow this"),
    BLOCK_NOT_EDITABLE(HttpStatus.UNPROCESSABLE_CONTENT, "This block is not editable"),
    RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "An unexpected error occurred"),
    UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The service is temporarily unavailable");

    private final HttpStatus status;
    private final String defaultMessage;

    ErrorCode(HttpStatus status, String defaultMessage) {
        this.status = status;
        this.defaultMessage = defaultMessage;
    }

    public HttpStatus status() {
        return status;
    }

    public String defaultMessage() {
        return defaultMessage;
    }
}
