package com.hiltreview.ratelimit;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How many requests a caller may make.
 *
 * @param perMinute for each caller, and the largest burst; 0 for any number of requests and guesses
 * @param shared whether all instances count together, in PostgreSQL
 */
@ConfigurationProperties("hilt.rate-limit")
record RateLimitSettings(int perMinute, boolean shared) {
    boolean isOff() {
        return perMinute == 0;
    }
}
