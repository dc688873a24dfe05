package com.hiltreview.delivery;

import com.hiltreview.webhook.WebhookExchange;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The failures of an endpoint since its last success.
 *
 * @param failingSince time of the first failure; null if there is none
 * @param overloads number of consecutive calls that timed out or were answered with 429
 * @param pausedUntil no call before this time; then one call is made alone, and its success ends the pause
 */
record EndpointHealth(
        @Nullable Instant failingSince,
        int overloads,
        @Nullable Instant pausedUntil) {
    static final EndpointHealth GOOD = new EndpointHealth(null, 0, null);

    /** How long an overloaded endpoint is paused if it sends no {@code Retry-After}. */
    static final Duration PAUSE = Duration.ofSeconds(60);

    /** A single overload may be an accident, and is retried by the schedule of its event. */
    private static final int OVERLOADS_BEFORE_PAUSE = 2;

    private static final Duration GIVEN_UP_AFTER = Duration.ofDays(5);
    private static final int TOO_MANY_REQUESTS = 429;

    /** @param asked the endpoint's {@code Retry-After}, or zero */
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

    /** Whether only one call at a time may be made, to find out if the endpoint has recovered. */
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
