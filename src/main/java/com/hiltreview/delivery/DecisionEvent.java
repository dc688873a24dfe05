package com.hiltreview.delivery;

import com.hiltreview.review.DecisionType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * What the executor is told of a decision, and whether it has reached it. Its place in the feed is given by the database.
 */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads every field.
@Table(name = "decision_events")
@DynamicUpdate
class DecisionEvent {
    @Id
    private UUID id;

    private UUID taskId;
    private UUID sourceId;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    @Column(columnDefinition = "decision_type")
    private DecisionType decision;

    private byte[] payload;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    @Column(columnDefinition = "delivery_status")
    private DeliveryStatus deliveryStatus;

    private int attemptCount;
    private @Nullable Instant lastAttemptAt;
    private @Nullable Instant deliveredAt;
    private int revision;
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init")
    protected DecisionEvent() {}

    DecisionEvent(UUID id, UUID taskId, UUID sourceId, DecisionType decision, byte[] payload, Instant now) {
        this.id = id;
        this.taskId = taskId;
        this.sourceId = sourceId;
        this.decision = decision;
        this.payload = payload;
        this.deliveryStatus = DeliveryStatus.NOT_SENT;
        this.createdAt = now;
    }

    /** Whether no further attempt is due: it was delivered, or given up. */
    boolean isSettled() {
        return isDelivered() || deliveryStatus == DeliveryStatus.FAILED;
    }

    boolean isDelivered() {
        return deliveryStatus == DeliveryStatus.DELIVERED;
    }

    /** Counts an attempt that reached the executor. */
    void deliver(Instant attemptedAt, Instant now) {
        attempt(attemptedAt);
        deliveryStatus = DeliveryStatus.DELIVERED;
        deliveredAt = now;
    }

    /** Counts an attempt that will be made again. */
    void retryLater(Instant attemptedAt) {
        attempt(attemptedAt);
        deliveryStatus = DeliveryStatus.IN_PROGRESS;
    }

    /** Counts the last attempt. */
    void fail(Instant attemptedAt) {
        attempt(attemptedAt);
        deliveryStatus = DeliveryStatus.FAILED;
    }

    /** The source's webhook is off: the event waits for it, or for being pulled. */
    void park() {
        if (deliveryStatus == DeliveryStatus.IN_PROGRESS) {
            deliveryStatus = DeliveryStatus.NOT_SENT;
            revision++;
        }
    }

    private void attempt(Instant attemptedAt) {
        attemptCount++;
        lastAttemptAt = attemptedAt;
        revision++;
    }

    UUID id() {
        return id;
    }

    UUID taskId() {
        return taskId;
    }

    UUID sourceId() {
        return sourceId;
    }

    byte[] payload() {
        return payload;
    }

    int attemptCount() {
        return attemptCount;
    }

    DeliveryStatus deliveryStatus() {
        return deliveryStatus;
    }
}
