package com.hiltreview.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.event.DeliveryOutcome;
import com.hiltreview.webhook.Webhook;
import com.hiltreview.webhook.WebhookExchange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTests {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    /** A random source without randomness: no jitter, or nearly all of it. */
    private static final RandomGenerator LEAST = () -> 0;

    private static final RandomGenerator MOST = () -> -1;

    private static final Webhook WEBHOOK = new Webhook(
            new UUID(0, 1), "https://hooks.example.com/", List.of("a secret of 24 characters"), 5000, 10, 30);

    private final RetrySchedule schedule = new RetrySchedule(LEAST);

    @ParameterizedTest
    @CsvSource({
        "1, PT30S",
        "2, PT1M",
        "3, PT2M",
        "4, PT4M",
        "9, PT2H8M",
        "11, PT6H",
        "24, PT6H",
    })
    void doublesUpToSixHours(int attempt, Duration expected) {
        assertThat(schedule.backoff(attempt, 30)).isEqualTo(expected);
    }

    @Test
    void addsUpToATenthOfJitter() {
        assertThat(new RetrySchedule(MOST).backoff(1, 30))
                .isBetween(Duration.ofMillis(32_900), Duration.ofMillis(33_000));
        assertThat(new RetrySchedule(MOST).backoff(24, 3600))
                .isBetween(Duration.ofMinutes(395), Duration.ofMinutes(396));
    }

    @ParameterizedTest
    @CsvSource({
        "'120', PT2M",
        "' 120 ', PT2M",
        "'0', PT0S",
        "'86400', P1D",
        "'86401', P1D",
        "'99999999999999999999', P1D",
        "'Mon, 23 Nov 2026 12:05:00 GMT', PT5M",
        "'Mon, 30 Nov 2026 12:00:00 GMT', P1D",
        "'soon', PT0S",
        "'-5', PT0S",
        "'', PT0S",
        "'1.5', PT0S",
    })
    void readsRetryAfterUpToADay(String header, Duration expected) {
        assertThat(RetrySchedule.retryAfter(header, NOW)).isEqualTo(expected);
    }

    @Test
    void takesTheLaterOfBackoffAndRetryAfter() {
        assertThat(schedule.judge(answered(503, "120"), 1, WEBHOOK, NOW))
                .isEqualTo(new DeliveryOutcome.RetryLater(NOW.plusSeconds(120)));
        assertThat(schedule.judge(answered(503, "5"), 1, WEBHOOK, NOW))
                .isEqualTo(new DeliveryOutcome.RetryLater(NOW.plusSeconds(30)));
        assertThat(schedule.judge(answered(429, "Mon, 23 Nov 2026 11:00:00 GMT"), 1, WEBHOOK, NOW))
                .isEqualTo(new DeliveryOutcome.RetryLater(NOW.plusSeconds(30)));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void countsEverySuccessAsDelivered(int status) {
        assertThat(schedule.judge(answered(status, null), 1, WEBHOOK, NOW)).isEqualTo(new DeliveryOutcome.Delivered());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599})
    void triesAgainWhatMayRecover(int status) {
        assertThat(schedule.judge(answered(status, null), 9, WEBHOOK, NOW))
                .isInstanceOf(DeliveryOutcome.RetryLater.class);
        assertThat(schedule.judge(answered(status, null), 10, WEBHOOK, NOW))
                .isEqualTo(new DeliveryOutcome.Failed(false));
    }

    @ParameterizedTest
    @CsvSource({"300, false", "302, false", "304, false", "400, false", "404, false", "410, true", "451, false"})
    void failsForGood(int status, boolean gone) {
        assertThat(schedule.judge(answered(status, "120"), 1, WEBHOOK, NOW))
                .isEqualTo(new DeliveryOutcome.Failed(gone));
    }

    @Test
    void triesAgainWhereNoAnswerCame() {
        var exchange = new WebhookExchange(null, "Connection refused", false, null, null, NOW, 3);
        assertThat(schedule.judge(exchange, 1, WEBHOOK, NOW))
                .isEqualTo(new DeliveryOutcome.RetryLater(NOW.plusSeconds(30)));
    }

    private static WebhookExchange answered(int status, @Nullable String retryAfter) {
        return new WebhookExchange(status, null, false, retryAfter, null, NOW, 3);
    }
}
