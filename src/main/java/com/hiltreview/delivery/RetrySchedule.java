package com.hiltreview.delivery;

import com.hiltreview.event.DeliveryOutcome;
import com.hiltreview.webhook.Webhook;
import com.hiltreview.webhook.WebhookExchange;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When an event is sent again. Attempt n + 1 follows {@code backoff * 2^(n-1)} after attempt n, at most 6 hours, plus up to
 * 10 % of jitter. With the defaults (30 s, 10 attempts): after 30 s, 1 min, 2 min, 4 min, 8 min, 16 min, 32 min, 64
 * min, 128 min; 4 h 15 min in all.
 */
final class RetrySchedule {
    private static final Duration LONGEST_BACKOFF = Duration.ofHours(6);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofDays(1);
    private static final double JITTER = 0.1;
    private static final Set<Integer> RETRIED = Set.of(408, 425, 429);
    private static final int GONE = 410;

    private final RandomGenerator random;

    RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /** @param attempt the number of this attempt within its set, from 1 */
    DeliveryOutcome judge(WebhookExchange exchange, int attempt, Webhook webhook, Instant now) {
        if (exchange.isDelivered()) {
            return new DeliveryOutcome.Delivered();
        }
        var status = exchange.statusCode();
        boolean mayRecover = status == null || status >= 500 || RETRIED.contains(status);
        if (!mayRecover || attempt >= webhook.maxAttempts()) {
            return new DeliveryOutcome.Failed(status != null && status == GONE);
        }
        var backoff = backoff(attempt, webhook.retryBackoffSeconds());
        var asked = retryAfter(exchange.retryAfter(), now);
        return new DeliveryOutcome.RetryLater(now.plus(asked.compareTo(backoff) > 0 ? asked : backoff));
    }

    Duration backoff(int attempt, int backoffSeconds) {
        double seconds = Math.min(backoffSeconds * Math.pow(2, attempt - 1.0), (double) LONGEST_BACKOFF.toSeconds());
        return Duration.ofMillis(Math.round(seconds * 1000 * (1 + JITTER * random.nextDouble())));
    }

    /** Reads seconds or an HTTP date; anything else is ignored. */
    static Duration retryAfter(@Nullable String header, Instant now) {
        if (header == null) {
            return Duration.ZERO;
        }
        try {
            var text = header.strip();
            var wait = text.chars().allMatch(Character::isDigit) && !text.isEmpty()
                    ? Duration.ofSeconds(text.length() > 9 ? LONGEST_RETRY_AFTER.toSeconds() : Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            return wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait;
        } catch (DateTimeException malformed) {
            return Duration.ZERO;
        }
    }
}
