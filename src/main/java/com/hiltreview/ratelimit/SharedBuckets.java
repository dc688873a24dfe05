package com.hiltreview.ratelimit;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.distributed.proxy.optimization.DelayParameters;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.github.bucket4j.postgresql.PostgreSQLSelectForUpdateBasedProxyManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Buckets that all instances share, in PostgreSQL. */
@Component
@ConditionalOnProperty("hilt.rate-limit.shared")
class SharedBuckets {
    private static final Logger log = LoggerFactory.getLogger(SharedBuckets.class);

    /** How long a failed database is not queried: each query would wait for a connection. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** An instance counts up to a hundredth of the limit locally before it writes, and never for longer than this. */
    private static final Duration MAX_DELAY = Duration.ofMillis(500);

    private static final int CLEANED_AT_ONCE = 1000;

    private final PostgreSQLSelectForUpdateBasedProxyManager<String> table;
    private final Buckets buckets;
    private final Clock clock;
    /** When a failed database may be queried again; null while it is healthy. */
    private final AtomicReference<@Nullable Instant> awayUntil = new AtomicReference<>();

    SharedBuckets(DataSource database, RateLimitSettings settings, Clock clock) {
        this.clock = clock;
        this.table = Bucket4jPostgreSQL.selectForUpdateBasedBuilder(database)
                .primaryKeyMapper(PrimaryKeyMapper.STRING)
                .table("rate_limits")
                .clientClock(ClockTicker.meter(clock))
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(10)))
                .build();
        int perMinute = settings.perMinute();
        var limit =
                BucketConfiguration.builder().addLimit(Buckets.limit(perMinute)).build();
        int delayed = perMinute / 100;
        this.buckets = new Buckets(clock, counted -> {
            var builder = table.builder();
            if (delayed > 0) {
                builder.withOptimization(Optimizations.delaying(new DelayParameters(delayed, MAX_DELAY)));
            }
            // A bucket keeps the limit that it was made with; another limit has other buckets.
            return builder.build(perMinute + ":" + counted.shared(), () -> limit);
        });
    }

    /** Empty while the database is unavailable: the instance then counts by itself. */
    Optional<ConsumptionProbe> take(Counted counted) {
        var until = awayUntil.get();
        if (until != null && !mayTry(until)) {
            return Optional.empty();
        }
        try {
            var probe = buckets.of(counted).tryConsumeAndReturnRemaining(1);
            if (until != null) {
                awayUntil.set(null);
            }
            return Optional.of(probe);
        } catch (RuntimeException away) {
            awayUntil.set(clock.instant().plus(PAUSE));
            log.warn("This instance counts requests by itself for now: {}", away.getMessage());
            return Optional.empty();
        }
    }

    /** Lets one request try the database while the others do without. */
    private boolean mayTry(Instant until) {
        var now = clock.instant();
        return !now.isBefore(until) && awayUntil.compareAndSet(until, now.plus(PAUSE));
    }

    /** Removes full buckets, which equal fresh ones. */
    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void clean() {
        try {
            int removed;
            do {
                removed = table.removeExpired(CLEANED_AT_ONCE);
            } while (removed == CLEANED_AT_ONCE);
        } catch (RuntimeException away) {
            log.debug("Old buckets were not removed", away);
        }
    }
}
