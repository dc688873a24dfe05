package com.hiltreview.ratelimit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BandwidthBuilder;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Token buckets by whom they belong to. One that was not asked for in a minute is full, and forgotten. There is room for
 * so many that no attacker with many addresses fills the memory, and callers that are known have a room of their own.
 */
final class Buckets {
    static final Duration PERIOD = Duration.ofMinutes(1);

    static final int MAX_NETWORKS = 50_000;
    private static final int MAX_CALLERS = 20_000;

    private final LoadingCache<Counted, Bucket> networks;
    private final LoadingCache<Counted, Bucket> callers;

    Buckets(Clock clock, Function<Counted, Bucket> loader) {
        networks = cache(MAX_NETWORKS, clock, loader);
        callers = cache(MAX_CALLERS, clock, loader);
    }

    /** Buckets of this process. */
    static Buckets inMemory(int perMinute, Clock clock) {
        return new Buckets(clock, counted -> inMemory(perMinute, time(clock)));
    }

    static Bucket inMemory(int perMinute, TimeMeter time) {
        return Bucket.builder()
                .addLimit(limit(perMinute))
                .withCustomTimePrecision(time)
                .build();
    }

    Bucket of(Counted counted) {
        return counted instanceof Counted.Network ? networks.get(counted) : callers.get(counted);
    }

    /** So many a minute, in even steps, and as many at once. */
    static Bandwidth limit(int perMinute) {
        return BandwidthBuilder.builder()
                .capacity(perMinute)
                .refillGreedy(perMinute, PERIOD)
                .build();
    }

    static TimeMeter time(Clock clock) {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return TimeUnit.MILLISECONDS.toNanos(clock.millis());
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }

    /** Of what is as good as new when a minute has passed. */
    static <K extends Counted, V> LoadingCache<K, V> cache(int size, Clock clock, Function<K, V> loader) {
        return Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfterAccess(PERIOD)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build(loader::apply);
    }
}
