package com.hiltreview.security;

import com.hiltreview.error.ApiException;
import com.hiltreview.error.ErrorCode;

/** The call is meant for another reviewer's session. */
class ReviewerMismatchException extends ApiException {
    ReviewerMismatchException() {
        super(ErrorCode.REVIEWER_MISMATCH, ErrorCode.REVIEWER_MISMATCH.defaultMessage());
    }
}
