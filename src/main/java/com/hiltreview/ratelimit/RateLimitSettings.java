package com.hiltreview.ratelimit;

import com.hiltreview.environment.Settings;
import com.hiltreview.environment.Variables;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How many requests a caller may make.
 *
 * @param perMinute limit for each caller, and the largest burst; 0 switches the limits of requests and wrong keys off
 * @param shared whether the instances share their counts, in PostgreSQL
 */
@ConfigurationProperties("hilt.rate-limit")
public record RateLimitSettings(int perMinute, boolean shared) {
    public static void read(Variables variables, Settings settings) {
        int perMinute = variables.integer("RATE_LIMIT_PER_MINUTE", 1000, 0, 1_000_000);
        boolean shared = variables.flag("RATE_LIMIT_SHARED", false);
        settings.put("hilt.rate-limit.per-minute", perMinute);
        settings.put("hilt.rate-limit.shared", shared && perMinute > 0);
    }

    boolean isOff() {
        return perMinute == 0;
    }
}
