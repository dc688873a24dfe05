package com.hiltreview.source;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an administrator sets of a source, apart from the secret; validated and complete. */
record SourceSettings(
        String name,
        @Nullable String description,
        DeliveryMode deliveryMode,
        List<DeliveredEvent> events,
        boolean webhookEnabled,
        @Nullable String webhookUrl,
        int timeoutMs,
        int maxAttempts,
        int retryBackoffSeconds,
        @Nullable Integer reviewExpiresInSeconds) {
    static SourceSettings from(Source source) {
        return new SourceSettings(
                source.name(),
                source.description(),
                source.deliveryMode(),
                source.deliveredEvents(),
                source.webhookEnabled(),
                source.webhookUrl(),
                source.webhookTimeoutMs(),
                source.webhookMaxAttempts(),
                source.webhookRetryBackoffSeconds(),
                source.reviewExpiresInSeconds());
    }

    /** Whether decisions go the same way. */
    boolean pushesAs(SourceSettings other) {
        return deliveryMode == other.deliveryMode
                && webhookEnabled == other.webhookEnabled
                && Objects.equals(webhookUrl, other.webhookUrl)
                && timeoutMs == other.timeoutMs;
    }
}
