package com.hiltreview.ratelimit;

import java.time.Duration;

/**
 * What a caller has left.
 *
 * @param limit requests a minute
 * @param remaining that can be made at once
 * @param resetIn until all of them can
 * @param retryIn until one can; zero where this one is let through
 */
public record Allowance(int limit, long remaining, Duration resetIn, Duration retryIn) {
    public boolean isUsedUp() {
        return !retryIn.isZero();
    }
}
