package com.hiltreview.security;

import com.hiltreview.ratelimit.Allowance;
import com.hiltreview.ratelimit.RateLimitedException;
import com.hiltreview.ratelimit.RateLimits;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;

/** Counts each request for its key or session, else for its address, and reports the rest of the limit in headers. */
class RequestLimiter {
    private static final String LIMIT = "X-RateLimit-Limit";
    private static final String REMAINING = "X-RateLimit-Remaining";
    private static final String RESET = "X-RateLimit-Reset";

    private final RateLimits limits;
    private final Clock clock;

    RequestLimiter(RateLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** @throws RateLimitedException if the request is over the limit */
    void count(HttpServletRequest request, HttpServletResponse response) {
        var taken = limits.take(CountedCaller.of(request));
        if (taken.isPresent()) {
            var allowance = taken.get();
            setHeaders(allowance, response);
            if (allowance.isRefused()) {
                throw new RateLimitedException(allowance.retryIn());
            }
        }
    }

    private void setHeaders(Allowance allowance, HttpServletResponse response) {
        long reset = clock.millis() + allowance.resetIn().toMillis();
        response.setHeader(LIMIT, Integer.toString(allowance.limit()));
        response.setHeader(REMAINING, Long.toString(allowance.remaining()));
        response.setHeader(RESET, Long.toString(Math.ceilDiv(reset, 1000L)));
    }
}
