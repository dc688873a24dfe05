package com.hiltreview.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The result of one webhook call: a status, or the reason why there is none.
 *
 * @param timedOut whether the time expired before a status was received
 * @param retryAfter the {@code Retry-After} header
 * @param responseExcerpt at most 1 KiB of the answer's body, as text
 */
public record WebhookExchange(
        @Nullable Integer statusCode,
        @Nullable String error,
        boolean timedOut,
        @Nullable String retryAfter,
        @Nullable String responseExcerpt,
        Instant startedAt,
        int durationMs) {
    public boolean isDelivered() {
        return statusCode != null && statusCode >= 200 && statusCode < 300;
    }
}
