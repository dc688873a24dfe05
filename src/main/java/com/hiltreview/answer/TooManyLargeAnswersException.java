package com.hiltreview.answer;

import com.hiltreview.error.ApiException;
import com.hiltreview.error.ErrorCode;
import org.springframework.http.HttpHeaders;

/** Other answers use the memory for large answers; the request can be repeated at once. */
class TooManyLargeAnswersException extends ApiException {
    private static final String RETRY_AFTER_SECONDS = "2";

    TooManyLargeAnswersException() {
        super(ErrorCode.UNAVAILABLE, "Too many large answers are being sent");
    }

    @Override
    public HttpHeaders headers() {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return headers;
    }
}
