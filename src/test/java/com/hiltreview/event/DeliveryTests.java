package com.hiltreview.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliveryTests {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void countsARetryAndKnowsWhenItIsDue() {
        var after = delivery(DeliveryStatus.NOT_SENT, 0, 0, NOW).after(retry(), NOW, NOW);
        assertThat(after.status()).isEqualTo(DeliveryStatus.IN_PROGRESS);
        assertThat(after.attempts()).isEqualTo(1);
        assertThat(after.nextAttemptAt()).isEqualTo(NOW.plusSeconds(30));
    }

    @Test
    void isSettledOnceDelivered() {
        var after = delivery(DeliveryStatus.IN_PROGRESS, 3, 0, NOW).after(new DeliveryOutcome.Delivered(), NOW, NOW);
        assertThat(after.status()).isEqualTo(DeliveryStatus.DELIVERED);
        assertThat(after.deliveredAt()).isEqualTo(NOW);
        assertThat(after.nextAttemptAt()).isNull();
    }

    @Test
    void staysDeliveredIfItWasAcknowledgedDuringTheCall() {
        var acknowledged = delivery(DeliveryStatus.DELIVERED, 1, 0, null);
        for (var outcome : new DeliveryOutcome[] {retry(), new DeliveryOutcome.Failed(false)}) {
            var after = acknowledged.after(outcome, NOW, NOW);
            assertThat(after.status()).isEqualTo(DeliveryStatus.DELIVERED);
            assertThat(after.attempts()).isEqualTo(2);
            assertThat(after.nextAttemptAt()).isNull();
        }
    }

    @Test
    void staysFailedIfAnotherInstanceGaveUpDuringTheCall() {
        var after = delivery(DeliveryStatus.FAILED, 1, 0, null).after(retry(), NOW, NOW);
        assertThat(after.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(after.attempts()).isEqualTo(2);
        assertThat(after.nextAttemptAt()).isNull();
    }

    @Test
    void staysDeliveredWhileItIsRedelivered() {
        var redelivered = delivery(DeliveryStatus.DELIVERED, 1, 1, NOW);
        var after = redelivered.after(retry(), NOW, NOW);
        assertThat(after.status()).isEqualTo(DeliveryStatus.DELIVERED);
        assertThat(after.nextAttemptAt()).isEqualTo(NOW.plusSeconds(30));
        assertThat(after.after(new DeliveryOutcome.Failed(false), NOW, NOW).nextAttemptAt())
                .isNull();
    }

    @Test
    void countsEachSetOfAttemptsFromOne() {
        assertThat(delivery(DeliveryStatus.FAILED, 10, 0, null).nextOfSet()).isEqualTo(11);
        assertThat(delivery(DeliveryStatus.IN_PROGRESS, 10, 10, NOW).nextOfSet())
                .isEqualTo(1);
    }

    private static DeliveryOutcome retry() {
        return new DeliveryOutcome.RetryLater(NOW.plusSeconds(30));
    }

    private static Delivery delivery(DeliveryStatus status, int attempts, int earlier, @Nullable Instant next) {
        var deliveredAt = status == DeliveryStatus.DELIVERED ? NOW.minusSeconds(9) : null;
        return new Delivery(
                new UUID(0, 1),
                new UUID(0, 2),
                EventType.APPROVED,
                status,
                attempts,
                earlier,
                attempts == 0 ? null : NOW,
                next,
                deliveredAt);
    }
}
