package com.hiltreview.ratelimit;

import com.hiltreview.error.ApiException;
import com.hiltreview.error.ErrorCode;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/** Too many requests, or too many wrong keys. */
public class RateLimitedException extends ApiException {
    private final long retryAfterSeconds;

    public RateLimitedException(Duration retryIn) {
        this(Math.max(1, retryIn.plusNanos(999_999_999).toSeconds()));
    }

    private RateLimitedException(long retryAfterSeconds) {
        super(
                ErrorCode.RATE_LIMITED,
                ErrorCode.RATE_LIMITED.defaultMessage(),
                Map.of("retry_after_seconds", retryAfterSeconds));
        this.retryAfterSeconds = retryAfterSeconds;
    }

    @Override
    public HttpHeaders headers() {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, Long.toString(retryAfterSeconds));
        return headers;
    }
}
