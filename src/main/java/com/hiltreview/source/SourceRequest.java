package com.hiltreview.source;

import com.hiltreview.json.Violations;
import com.hiltreview.webhook.Webhook;
import com.hiltreview.webhook.WebhookAddressRules;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The body that creates a source; a patched source is read as one as well. */
record SourceRequest(
        @Nullable String name,
        @Nullable String description,
        @Nullable Delivery delivery,
        @Nullable Review review) {
    /** A year. */
    private static final int MAX_EXPIRES_IN_SECONDS = 31_536_000;

    private static final String STANDARD_PREFIX = "whsec_";

    /** Such a text would be taken for a secret without a prefix, and sign with a key that nobody expects. */
    private static final Pattern STANDARD_PREFIX_MISSPELT = Pattern.compile("(?i)whsec[_-]");

    private static final Pattern KEY_OF_A_PAIR = Pattern.compile("(?i)wh[ps]k_");
    private static final Pattern QUOTED = Pattern.compile("^[\\s\"'`]|[\\s\"'`]$");

    record Delivery(
            @Nullable DeliveryMode mode,
            @Nullable List<@Nullable DeliveredEvent> events,
            @Nullable Webhook webhook) {}

    /** @param expiresInSeconds what tasks get that name no time themselves; null if they wait for ever */
    record Review(@Nullable Integer expiresInSeconds) {}

    record Webhook(
            @Nullable Boolean enabled,
            @Nullable String url,
            @Nullable String secret,
            @Nullable Integer timeoutMs,
            @Nullable Integer maxAttempts,
            @Nullable Integer retryBackoffSeconds) {
        static final Webhook NONE = new Webhook(null, null, null, null, null, null);
    }

    /** @throws com.hiltreview.error.ValidationException naming every field at fault */
    SourceSettings toSettings(WebhookAddressRules addresses) {
        var violations = new Violations();
        violations.required(name, "name", 200);
        if (description != null) {
            violations.check(
                    description.codePointCount(0, description.length()) <= 4000,
                    "description",
                    "must have at most 4000 characters");
        }
        var events = events();
        for (int i = 0; i < events.size(); i++) {
            violations.check(events.get(i) != null, "delivery.events[" + i + "]", "must be the name of an event");
        }
        violations.check(events.contains(DeliveredEvent.DECISION), "delivery.events", "must hold decision");
        var webhook = webhook();
        violations.range(webhook.timeoutMs(), "delivery.webhook.timeout_ms", 100, 30_000);
        violations.range(webhook.maxAttempts(), "delivery.webhook.max_attempts", 1, 25);
        violations.range(webhook.retryBackoffSeconds(), "delivery.webhook.retry_backoff_seconds", 1, 3600);
        var url = webhook.url();
        if (url != null) {
            addresses.faultOf(url).ifPresent(fault -> violations.add("delivery.webhook.url", fault));
        }
        boolean enabled = Objects.requireNonNullElse(webhook.enabled(), url != null);
        violations.check(!enabled || url != null, "delivery.webhook.url", "is required while the webhook is enabled");
        if (webhook.secret() != null) {
            checkSecret(webhook.secret(), violations);
        }
        var expiresInSeconds = review == null ? null : review.expiresInSeconds();
        violations.range(expiresInSeconds, "review.expires_in_seconds", 1, MAX_EXPIRES_IN_SECONDS);
        violations.throwIfAny();
        return new SourceSettings(
                Objects.requireNonNull(name),
                description,
                delivery == null || delivery.mode() == null ? DeliveryMode.WEBHOOK_AND_PULL : delivery.mode(),
                events.stream().filter(Objects::nonNull).distinct().sorted().toList(),
                enabled,
                url,
                Objects.requireNonNullElse(webhook.timeoutMs(), 5000),
                Objects.requireNonNullElse(webhook.maxAttempts(), 10),
                Objects.requireNonNullElse(webhook.retryBackoffSeconds(), 30),
                expiresInSeconds);
    }

    @Nullable
    String secret() {
        return webhook().secret();
    }

    private List<@Nullable DeliveredEvent> events() {
        return delivery == null || delivery.events() == null ? List.of(DeliveredEvent.DECISION) : delivery.events();
    }

    private Webhook webhook() {
        return delivery == null || delivery.webhook() == null ? Webhook.NONE : delivery.webhook();
    }

    private static void checkSecret(String secret, Violations violations) {
        var field = "delivery.webhook.secret";
        int length = secret.codePointCount(0, secret.length());
        violations.check(length >= 24 && length <= 256, field, "must have 24 to 256 characters");
        violations.check(
                !QUOTED.matcher(secret).find(),
                field,
                "must not begin or end with quotes or blanks: they would be part of the secret");
        violations.check(
                !KEY_OF_A_PAIR.matcher(secret).lookingAt(),
                field,
                "must be a shared secret; whpk_ and whsk_ begin the keys of a pair");
        violations.check(
                secret.startsWith(STANDARD_PREFIX)
                        || !STANDARD_PREFIX_MISSPELT.matcher(secret).lookingAt(),
                field,
                "must begin with whsec_ in lower case, if that is meant");
        if (secret.startsWith(STANDARD_PREFIX)) {
            try {
                int bytes = Base64.getDecoder().decode(secret.substring(STANDARD_PREFIX.length())).length;
                violations.check(bytes >= 24 && bytes <= 64, field, "must be base64 of 24 to 64 bytes behind whsec_");
            } catch (IllegalArgumentException notBase64) {
                violations.add(field, "must be base64 of 24 to 64 bytes behind whsec_");
            }
        }
    }
}
