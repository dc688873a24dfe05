package com.hiltreview.error;

/** The request clashes with what is there. */
public class ConflictException extends ApiException {
    public ConflictException(String message) {
        super(ErrorCode.CONFLICT, message);
    }
}
