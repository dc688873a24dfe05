package com.hiltreview.source;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A source as it is shown. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SourceView(
        UUID id,
        String name,
        @Nullable String description,
        Delivery delivery,
        Review review,
        Instant createdAt,
        Instant updatedAt) {
    /** @param expiresInSeconds what tasks get that name no time themselves; null if they wait for ever */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Review(@Nullable Integer expiresInSeconds) {}

    /** @param webhook for administrators only */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delivery(
            DeliveryMode mode,
            List<DeliveredEvent> events,
            @Nullable Webhook webhook) {}

    /**
     * @param secret only in the answer that sets it
     * @param switchedOffAt when the service itself switched it off, until it is switched on again
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Webhook(
            boolean enabled,
            @Nullable String url,
            @Nullable String secret,
            int timeoutMs,
            int maxAttempts,
            int retryBackoffSeconds,
            @Nullable Instant switchedOffAt,
            @Nullable SwitchOffReason switchedOffReason) {}

    static SourceView forAdministrators(Source source, @Nullable String newSecret) {
        return from(
                source,
                new Webhook(
                        source.webhookEnabled(),
                        source.webhookUrl(),
                        newSecret,
                        source.webhookTimeoutMs(),
                        source.webhookMaxAttempts(),
                        source.webhookRetryBackoffSeconds(),
                        source.webhookSwitchedOffAt(),
                        source.webhookSwitchedOffReason()));
    }

    static SourceView forReviewers(Source source) {
        return from(source, null);
    }

    private static SourceView from(Source source, @Nullable Webhook webhook) {
        return new SourceView(
                source.id(),
                source.name(),
                source.description(),
                new Delivery(source.deliveryMode(), source.deliveredEvents(), webhook),
                new Review(source.reviewExpiresInSeconds()),
                source.createdAt(),
                source.updatedAt());
    }
}
