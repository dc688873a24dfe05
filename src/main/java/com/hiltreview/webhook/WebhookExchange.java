package com.hiltreview.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of a webhook and what came of it: a status, or an error that kept it from coming.
 *
 * @param timedOut whether the time was over before a status came
 * @param retryAfter the header of that name
 * @param responseExcerpt at most 1 KiB of the answer's body, as far as it is text
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
