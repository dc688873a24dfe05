package com.hiltreview.ratelimit;

import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Counts the wrong keys of an address, on this instance. */
@Component
public class KeyGuesses {
    private static final int PER_MINUTE = 20;

    private final boolean off;
    private final Buckets buckets;

    KeyGuesses(RateLimitSettings settings, Clock clock) {
        this.off = settings.isOff();
        this.buckets = Buckets.inMemory(PER_MINUTE, clock);
    }

    /** @throws RateLimitedException where too many of its keys were wrong */
    public void spend(Counted.Network network) {
        if (off) {
            return;
        }
        var probe = buckets.of(network).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new RateLimitedException(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    /** For a key that turned out to be right. */
    public void giveBack(Counted.Network network) {
        if (!off) {
            buckets.of(network).addTokens(1);
        }
    }
}
