package com.hiltreview.error;

/** The request conflicts with the current state. */
public class ConflictException extends ApiException {
    public ConflictException(String message) {
        super(ErrorCode.CONFLICT, message);
    }
}
