package com.hiltreview.ratelimit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BandwidthBuilder;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/**
 * Token buckets by whom they count for. A bucket that is idle for a minute is full, so it is evicted. The number of buckets is
 * bounded, so that an attacker with many addresses cannot fill the memory; known callers are kept apart from addresses.
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

    /** Buckets in the memory of this process. */
    static Buckets inMemory(int perMinute, Clock clock) {
        return new Buckets(clock, counted -> inMemory(perMinute, ClockTicker.meter(clock)));
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

    /** Refilled evenly over a minute; a burst may take the whole minute's limit. */
    static Bandwidth limit(int perMinute) {
        return BandwidthBuilder.builder()
                .capacity(perMinute)
                .refillGreedy(perMinute, PERIOD)
                .build();
    }

    /** For entries that equal fresh ones after a minute of idleness, so that they may be evicted. */
    static <K extends Counted, V> LoadingCache<K, V> cache(int size, Clock clock, Function<K, V> loader) {
        return Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfterAccess(PERIOD)
                .ticker(ClockTicker.of(clock))
                .build(loader::apply);
    }
}
