package com.hiltreview.idempotency;

import com.hiltreview.error.ApiException;
import com.hiltreview.error.ErrorCode;

/** The idempotency key was used with another body. */
class IdempotencyMismatchException extends ApiException {
    IdempotencyMismatchException() {
        super(ErrorCode.IDEMPOTENCY_MISMATCH, ErrorCode.IDEMPOTENCY_MISMATCH.defaultMessage());
    }
}
