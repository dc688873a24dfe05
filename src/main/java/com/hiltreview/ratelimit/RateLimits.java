package com.hiltreview.ratelimit;

import io.github.bucket4j.ConsumptionProbe;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Counts requests. */
@Component
public class RateLimits {
    private final RateLimitSettings settings;
    private final Optional<SharedBuckets> shared;
    private final Buckets own;

    RateLimits(RateLimitSettings settings, ObjectProvider<SharedBuckets> shared, Clock clock) {
        this.settings = settings;
        this.shared = settings.isOff() ? Optional.empty() : Optional.ofNullable(shared.getIfAvailable());
        this.own = Buckets.inMemory(Math.max(1, settings.perMinute()), clock);
    }

    /** Counts a request; empty where there is no limit. */
    public Optional<Allowance> take(Counted counted) {
        if (settings.isOff()) {
            return Optional.empty();
        }
        var probe = shared.flatMap(buckets -> buckets.take(counted))
                .orElseGet(() -> own.of(counted).tryConsumeAndReturnRemaining(1));
        return Optional.of(allowance(probe));
    }

    private Allowance allowance(ConsumptionProbe probe) {
        var retryIn =
                probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
        return new Allowance(
                settings.perMinute(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForReset()),
                retryIn);
    }
}
