package com.hiltreview.source;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** An integration: an agent that proposes and the executor that acts. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads every field.
@Table(name = "sources")
@DynamicUpdate
class Source {
    @Id
    private UUID id;

    @Version
    private int version;

    private String name;
    private @Nullable String description;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    @Column(columnDefinition = "delivery_mode")
    private DeliveryMode deliveryMode;

    private boolean deliversChangeRequests;
    private boolean webhookEnabled;
    private @Nullable String webhookUrl;
    private byte @Nullable [] webhookSecret;
    private byte @Nullable [] webhookPreviousSecret;
    private @Nullable Instant webhookPreviousSecretExpiresAt;
    private @Nullable Instant webhookSwitchedOffAt;

    @Enumerated(EnumType.STRING)
    private @Nullable SwitchOffReason webhookSwitchedOffReason;

    private int webhookTimeoutMs;
    private int webhookMaxAttempts;
    private int webhookRetryBackoffSeconds;
    private @Nullable Integer reviewExpiresInSeconds;
    private Instant createdAt;
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init")
    protected Source() {}

    @SuppressWarnings("NullAway.Init")
    Source(UUID id, Instant now) {
        this.id = id;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** Takes the settings over as they are, validated before; says whether anything changed. */
    boolean configure(SourceSettings settings, Instant now) {
        if (!settings.equals(SourceSettings.from(this))) {
            name = settings.name();
            description = settings.description();
            deliveryMode = settings.deliveryMode();
            deliversChangeRequests = settings.events().contains(DeliveredEvent.CHANGES_REQUESTED);
            webhookEnabled = settings.webhookEnabled();
            webhookUrl = settings.webhookUrl();
            webhookTimeoutMs = settings.timeoutMs();
            webhookMaxAttempts = settings.maxAttempts();
            webhookRetryBackoffSeconds = settings.retryBackoffSeconds();
            reviewExpiresInSeconds = settings.reviewExpiresInSeconds();
            if (webhookEnabled) {
                webhookSwitchedOffAt = null;
                webhookSwitchedOffReason = null;
            }
            updatedAt = now;
            return true;
        }
        return false;
    }

    void setFirstSecret(byte[] encrypted, Instant now) {
        webhookSecret = encrypted;
        webhookPreviousSecret = null;
        webhookPreviousSecretExpiresAt = null;
        updatedAt = now;
    }

    /** The secret so far signs beside the new one until it expires; one that is older still is dropped. */
    void rotateSecret(byte[] encrypted, Instant previousExpiresAt, Instant now) {
        webhookPreviousSecret = webhookSecret;
        webhookPreviousSecretExpiresAt = webhookSecret == null ? null : previousExpiresAt;
        webhookSecret = encrypted;
        updatedAt = now;
    }

    void forgetWebhook() {
        webhookSecret = null;
        webhookPreviousSecret = null;
        webhookPreviousSecretExpiresAt = null;
    }

    /** Leaves a mark of why; says whether it was on. */
    boolean switchWebhookOff(SwitchOffReason reason, Instant now) {
        if (!webhookEnabled) {
            return false;
        }
        webhookEnabled = false;
        webhookSwitchedOffAt = now;
        webhookSwitchedOffReason = reason;
        updatedAt = now;
        return true;
    }

    /** Whether decisions are pushed: the mode wants it, and there is a webhook that is on. */
    boolean pushes() {
        return deliveryMode != DeliveryMode.PULL_ONLY && webhookEnabled && webhookUrl != null;
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    @Nullable
    String description() {
        return description;
    }

    DeliveryMode deliveryMode() {
        return deliveryMode;
    }

    /** The events that it gets; decisions always are among them. */
    List<DeliveredEvent> deliveredEvents() {
        return deliversChangeRequests
                ? List.of(DeliveredEvent.DECISION, DeliveredEvent.CHANGES_REQUESTED)
                : List.of(DeliveredEvent.DECISION);
    }

    boolean webhookEnabled() {
        return webhookEnabled;
    }

    @Nullable
    String webhookUrl() {
        return webhookUrl;
    }

    byte @Nullable [] webhookSecret() {
        return webhookSecret;
    }

    byte @Nullable [] webhookPreviousSecret() {
        return webhookPreviousSecret;
    }

    @Nullable
    Instant webhookPreviousSecretExpiresAt() {
        return webhookPreviousSecretExpiresAt;
    }

    @Nullable
    Instant webhookSwitchedOffAt() {
        return webhookSwitchedOffAt;
    }

    @Nullable
    SwitchOffReason webhookSwitchedOffReason() {
        return webhookSwitchedOffReason;
    }

    int webhookTimeoutMs() {
        return webhookTimeoutMs;
    }

    int webhookMaxAttempts() {
        return webhookMaxAttempts;
    }

    int webhookRetryBackoffSeconds() {
        return webhookRetryBackoffSeconds;
    }

    @Nullable
    Integer reviewExpiresInSeconds() {
        return reviewExpiresInSeconds;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
