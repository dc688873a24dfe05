package com.hiltreview.ratelimit;

import java.time.Duration;

/**
 * What a caller has left of its limit.
 *
 * @param limit requests a minute
 * @param remaining requests that may be made at once
 * @param resetIn until the whole limit is available again
 * @param retryIn until the next request is accepted; zero if this one is
 */
public record Allowance(int limit, long remaining, Duration resetIn, Duration retryIn) {
    public boolean isRefused() {
        return !retryIn.isZero();
    }
}
