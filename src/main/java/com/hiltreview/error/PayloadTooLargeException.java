package com.hiltreview.error;

/** The request's body is over the limit. */
public class PayloadTooLargeException extends ApiException {
    public PayloadTooLargeException() {
        super(ErrorCode.PAYLOAD_TOO_LARGE, ErrorCode.PAYLOAD_TOO_LARGE.defaultMessage());
    }
}
