package com.hiltreview.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hiltreview.ratelimit.ClockTicker;
import io.github.bucket4j.Bucket;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Counts refused calls and logs them: once a minute for the same caller and reason, and up to a number of lines a minute in all,
 * so that nobody can fill the disk.
 */
@Component
class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    static final int LINES_A_MINUTE = 200;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MAX_LOGGED = 1000;
    private static final int MAX_PATH = 200;

    private final MeterRegistry meters;
    private final Cache<Logged, Boolean> logged;
    private final Bucket lines;

    Refusals(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        // Monitoring sees an increase only of a series that existed before.
        for (var refusal : Refusal.values()) {
            counter(refusal);
        }
        this.logged = Caffeine.newBuilder()
                .maximumSize(MAX_LOGGED)
                .expireAfterWrite(MINUTE)
                .ticker(ClockTicker.of(clock))
                .build();
        this.lines = Bucket.builder()
                .addLimit(limit -> limit.capacity(LINES_A_MINUTE).refillIntervally(LINES_A_MINUTE, MINUTE))
                .withCustomTimePrecision(ClockTicker.meter(clock))
                .build();
    }

    private record Logged(Refusal refusal, String who, String address) {}

    /**
     * @param who the caller, as far as it is known, without anything secret
     * @param path without its query
     */
    void add(Refusal refusal, String who, String method, String path, String address) {
        counter(refusal).increment();
        // Every visitor of the page is without credentials until the sign-in.
        if (refusal == Refusal.NO_CREDENTIALS) {
            return;
        }
        var line = new Logged(refusal, who, address);
        if (logged.asMap().putIfAbsent(line, true) == null && takeLine()) {
            var shown = path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH) + "…";
            log.warn("Refused ({}): {} {} by {} from {}", refusal.reason(), method, shown, who, address);
        }
    }

    private Counter counter(Refusal refusal) {
        return meters.counter("hilt.security.refusals", "reason", refusal.reason());
    }

    /** Whether there is a line left in this minute; the last one says that the rest is only counted. */
    private boolean takeLine() {
        var line = lines.tryConsumeAndReturnRemaining(1);
        boolean last = line.isConsumed() && line.getRemainingTokens() == 0;
        if (last) {
            log.warn("Further refusals of this minute are only counted");
        }
        return line.isConsumed() && !last;
    }
}
