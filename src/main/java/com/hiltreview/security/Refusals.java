package com.hiltreview.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Counts refused calls, and tells of them in the log: of the same caller and for the same reason once a minute, and in
 * all so many that nobody fills the disk with them.
 */
@Component
class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    static final int LINES_A_MINUTE = 200;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MAX_TOLD = 1000;
    private static final int MAX_PATH = 200;

    private final MeterRegistry meters;
    private final Clock clock;
    private final Cache<Told, Instant> told;
    private Instant minute = Instant.EPOCH;
    private int lines;

    Refusals(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        // An increase can only be seen of a series that is there before it.
        for (var refusal : Refusal.values()) {
            counter(refusal);
        }
        this.told = Caffeine.newBuilder()
                .maximumSize(MAX_TOLD)
                .expireAfterWrite(MINUTE)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    private record Told(Refusal refusal, String who, String address) {}

    /**
     * @param who the caller, as far as it is known, without anything secret
     * @param path without its query
     */
    void add(Refusal refusal, String who, String method, String path, String address) {
        counter(refusal).increment();
        // Every visitor of the page has none until the sign-in.
        if (refusal == Refusal.NO_CREDENTIALS) {
            return;
        }
        var now = clock.instant();
        if (told.asMap().putIfAbsent(new Told(refusal, who, address), now) == null && hasRoom(now)) {
            var shown = path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH) + "…";
            log.warn("Refused ({}): {} {} by {} from {}", refusal.reason(), method, shown, who, address);
        }
    }

    private Counter counter(Refusal refusal) {
        return meters.counter("hilt.security.refusals", "reason", refusal.reason());
    }

    private synchronized boolean hasRoom(Instant now) {
        if (!now.isBefore(minute.plus(MINUTE)) || now.isBefore(minute)) {
            minute = now;
            lines = 0;
        }
        lines++;
        if (lines == LINES_A_MINUTE) {
            log.warn("Further refusals of this minute are only counted");
        }
        return lines < LINES_A_MINUTE;
    }
}
