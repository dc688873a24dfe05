package com.hiltreview.error;

import org.springframework.http.HttpHeaders;

/** There is more to do at this moment than the service can take; the same call succeeds a little later. */
public class OverloadedException extends ApiException {
    private static final String RETRY_AFTER_SECONDS = "2";

    public OverloadedException() {
        super(ErrorCode.UNAVAILABLE, "The service is busy; please retry");
    }

    @Override
    public HttpHeaders headers() {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return headers;
    }
}
