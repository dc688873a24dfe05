package com.hiltreview.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.webhook.WebhookExchange;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndpointHealthTests {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void aSingleTimeoutPausesNothing() {
        var health = after(EndpointHealth.GOOD, timeout());
        assertThat(health.isPaused(NOW)).isFalse();
        assertThat(health.isOnProbation()).isFalse();
        assertThat(health.failingSince()).isEqualTo(NOW);
    }

    @Test
    void aSecondOverloadRunningLeavesTheEndpointAloneForAMinute() {
        var health = after(after(EndpointHealth.GOOD, timeout()), answered(429));
        assertThat(health.isPaused(NOW.plusSeconds(59))).isTrue();
        assertThat(health.isPaused(NOW.plusSeconds(60))).isFalse();
        assertThat(health.isOnProbation()).isTrue();
    }

    @Test
    void anAnswerBetweenTwoTimeoutsShowsThatItIsThere() {
        var health = after(after(after(EndpointHealth.GOOD, timeout()), answered(500)), timeout());
        assertThat(health.isPaused(NOW)).isFalse();
    }

    @Test
    void theEndpointsOwnWordOnWhenToComeBackCountsAtOnce() {
        var health = EndpointHealth.GOOD.after(answered(429), Duration.ofSeconds(7), NOW);
        assertThat(health.pausedUntil()).isEqualTo(NOW.plusSeconds(7));
    }

    @Test
    void aSuccessForgivesEverything() {
        var health = after(after(after(EndpointHealth.GOOD, timeout()), timeout()), answered(204));
        assertThat(health).isEqualTo(EndpointHealth.GOOD);
    }

    @Test
    void aFailedProbeBeginsAnotherPause() {
        var paused = after(after(EndpointHealth.GOOD, timeout()), timeout());
        var later = NOW.plusSeconds(61);
        assertThat(paused.after(timeout(), Duration.ZERO, later).pausedUntil()).isEqualTo(later.plusSeconds(60));
    }

    @Test
    void fiveDaysWithoutASuccessAreTooMuch() {
        var failing = after(EndpointHealth.GOOD, answered(500));
        assertThat(failing.isHopeless(NOW.plus(Duration.ofDays(5)).minusMillis(1)))
                .isFalse();
        assertThat(failing.isHopeless(NOW.plus(Duration.ofDays(5)))).isTrue();
    }

    private static EndpointHealth after(EndpointHealth health, WebhookExchange exchange) {
        return health.after(exchange, Duration.ZERO, NOW);
    }

    private static WebhookExchange answered(int status) {
        return exchange(status, false);
    }

    private static WebhookExchange timeout() {
        return exchange(null, true);
    }

    private static WebhookExchange exchange(@Nullable Integer status, boolean timedOut) {
        return new WebhookExchange(status, status == null ? "late" : null, timedOut, null, null, NOW, 5);
    }
}
