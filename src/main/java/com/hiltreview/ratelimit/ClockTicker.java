package com.hiltreview.ratelimit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** The service's clock for caches and buckets, so that a test which moves the clock moves them as well. */
public final class ClockTicker {
    private ClockTicker() {}

    public static Ticker of(Clock clock) {
        return () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    public static TimeMeter meter(Clock clock) {
        var ticker = of(clock);
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return ticker.read();
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }
}
