package com.hiltreview.delivery;

import com.hiltreview.webhook.WebhookExchange;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint has been doing since its last success.
 *
 * @param failingSince the first failure since then; null while it does well
 * @param overloads how many calls running timed out or were answered 429
 * @param pausedUntil no call before this moment; the next one is made alone, and only its success lets the others go
 */
record EndpointHealth(
        @Nullable Instant failingSince,
        int overloads,
        @Nullable Instant pausedUntil) {
    static final EndpointHealth GOOD = new EndpointHealth(null, 0, null);

    /** What an overloaded endpoint is left alone for, where it does not say so itself. */
    static final Duration PAUSE = Duration.ofSeconds(60);

    /** One overload can be an accident, and is tried again by the schedule of its event; the next one is a pattern. */
    private static final int OVERLOADS_BEFORE_PAUSE = 2;

    private static final Duration GIVEN_UP_AFTER = Duration.ofDays(5);
    private static final int TOO_MANY_REQUESTS = 429;

    /** @param asked the endpoint's own {@code Retry-After}, or zero */
    EndpointHealth after(WebhookExchange exchange, Duration asked, Instant now) {
        if (exchange.isDelivered()) {
            return GOOD;
        }
        var since = failingSince == null ? now : failingSince;
        var status = exchange.statusCode();
        boolean refusesMore = status != null && status == TOO_MANY_REQUESTS;
        if (!refusesMore && !exchange.timedOut()) {
            return new EndpointHealth(since, 0, null);
        }
        var pause = refusesMore && asked.isPositive()
                ? asked
                : overloads + 1 >= OVERLOADS_BEFORE_PAUSE ? PAUSE : Duration.ZERO;
        var until = pause.isPositive() ? now.plus(pause) : null;
        return new EndpointHealth(since, overloads + 1, later(until, pausedUntil));
    }

    boolean isPaused(Instant now) {
        return pausedUntil != null && now.isBefore(pausedUntil);
    }

    /** Whether one call at a time has to find out if the endpoint is back. */
    boolean isOnProbation() {
        return pausedUntil != null;
    }

    boolean isHopeless(Instant now) {
        return failingSince != null && !now.isBefore(failingSince.plus(GIVEN_UP_AFTER));
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }
}
