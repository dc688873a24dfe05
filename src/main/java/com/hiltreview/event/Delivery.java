package com.hiltreview.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The state of one event's delivery.
 *
 * @param attempts number of all attempts
 * @param earlierAttempts attempts of earlier sets; a redelivery starts a new set
 * @param nextAttemptAt when the next attempt is due; null if none is
 */
public record Delivery(
        UUID eventId,
        UUID taskId,
        EventType type,
        DeliveryStatus status,
        int attempts,
        int earlierAttempts,
        @Nullable Instant lastAttemptAt,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant deliveredAt) {

    /** The number of the next attempt within the current set, from 1. */
    public int nextOfSet() {
        return attempts - earlierAttempts + 1;
    }

    /**
     * The state after an attempt. An event that was acknowledged meanwhile stays delivered, and so does one that was
     * delivered before and is sent again. One that another instance gave up meanwhile stays failed, unless this attempt
     * delivered it.
     */
    public Delivery after(DeliveryOutcome outcome, Instant attemptedAt, Instant now) {
        return switch (outcome) {
            case DeliveryOutcome.Delivered delivered ->
                attempted(DeliveryStatus.DELIVERED, attemptedAt, null, deliveredAt == null ? now : deliveredAt);
            case DeliveryOutcome.RetryLater retry ->
                isSettled()
                        ? attempted(status, attemptedAt, null, deliveredAt)
                        : attempted(orDelivered(DeliveryStatus.IN_PROGRESS), attemptedAt, retry.at(), deliveredAt);
            case DeliveryOutcome.Failed failed ->
                attempted(orDelivered(DeliveryStatus.FAILED), attemptedAt, null, deliveredAt);
        };
    }

    private boolean isSettled() {
        return nextAttemptAt == null;
    }

    public boolean isDelivered() {
        return status == DeliveryStatus.DELIVERED;
    }

    private DeliveryStatus orDelivered(DeliveryStatus otherwise) {
        return isDelivered() ? DeliveryStatus.DELIVERED : otherwise;
    }

    private Delivery attempted(
            DeliveryStatus next, Instant attemptedAt, @Nullable Instant nextAt, @Nullable Instant delivered) {
        return new Delivery(eventId, taskId, type, next, attempts + 1, earlierAttempts, attemptedAt, nextAt, delivered);
    }
}
