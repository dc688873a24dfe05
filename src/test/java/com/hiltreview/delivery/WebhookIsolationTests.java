package com.hiltreview.delivery;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.WebhookReceiver.answer;
import static com.hiltreview.testing.WebhookReceiver.hang;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One receiver's trouble is not the others', and is met with patience. */
@Tag("alone")
class WebhookIsolationTests extends ServiceTest {
    private static final int SHARE = DELIVERY_SLOTS / 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private Api.As reviewer;

    @BeforeEach
    void signIn() {
        reviewer = api.signInAsReviewer();
    }

    @AfterEach
    void close() {
        released.countDown();
        receiver.close();
    }

    @Test
    void aReceiverThatNeverAnswersTakesNoMoreThanItsShare() {
        receiver.behave(exchange -> hangCounted());
        var stuck = source(receiver, ",\"timeout_ms\":30000");
        decideMany(stuck, 3 * SHARE);
        await().atMost(PATIENCE).until(() -> waiting.get() >= SHARE / 2);
        try (var healthy = new WebhookReceiver()) {
            var other = source(healthy, "");
            for (int i = 0; i < 5; i++) {
                decideMany(other, 1);
                healthy.await();
            }
        }
        assertThat(waiting.get()).isBetween(SHARE / 2, SHARE);
        released.countDown();
        await().atMost(PATIENCE).until(() -> receiver.calls().size() == 3 * SHARE);
    }

    @Test
    void manyReceiversThatNeverAnswerLeaveRoomForOneThatDoes() {
        receiver.behave(exchange -> hangCounted());
        for (int i = 0; i < 8; i++) {
            decideMany(source(receiver, ",\"timeout_ms\":30000"), SHARE);
        }
        await().atMost(PATIENCE)
                .during(Duration.ofSeconds(1))
                .until(() -> waiting.get(), calls -> calls >= DELIVERY_SLOTS / 2);
        try (var healthy = new WebhookReceiver()) {
            var other = source(healthy, "");
            long begun = System.nanoTime();
            decideMany(other, 1);
            healthy.await();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        }
        assertThat(waiting.get()).isLessThan(DELIVERY_SLOTS);
    }

    @Test
    void anEndpointThatKeepsTimingOutIsLeftAloneWithoutUsingUpAttempts() {
        receiver.behave(exchange -> hangCounted());
        var source = source(receiver, ",\"timeout_ms\":200,\"retry_backoff_seconds\":1");
        var tasks = decideMany(source, 3 * SHARE);
        await().atMost(PATIENCE).until(() -> paused(source) > 0);
        assertThat(paused(source)).isBetween(50, 60);
        int calls = receiver.calls().size();
        assertThat(calls).as("one share, or a little more").isLessThan(3 * SHARE);
        var untouched = tasks.stream()
                .filter(task -> api.task(task).at("/dispatch/attempt_count").intValue() == 0)
                .toList();
        assertThat(untouched).isNotEmpty();
        decideMany(source, 1);
        await().during(Duration.ofSeconds(2))
                .atMost(PATIENCE)
                .until(() -> receiver.calls().size() == calls);

        // The minute is over: one call finds out, and its success lets the others go. The row is moved, not the clock,
        // because db-scheduler waits for the end of the pause by its own.
        released.countDown();
        receiver.behave(answer(200));
        jdbc.update("update webhook_health set paused_until = now() where source_id = ?", source.id());
        untouched.forEach(task -> api.awaitDelivery(task, "DELIVERED"));
        assertThat(paused(source)).isZero();
    }

    @Test
    void anEndpointThatSaysWhenToComeBackIsBelieved() {
        receiver.behave(answer(429, "Retry-After", "3"));
        var source = source(receiver, ",\"retry_backoff_seconds\":1");
        var first = decideMany(source, 1).getFirst();
        var refused = receiver.await();
        // Only then: a receiver that is told to answer 200 before it has answered would not refuse this call.
        await().atMost(PATIENCE).until(() -> paused(source) > 0);
        receiver.behave(answer(200));
        decideMany(source, 1);
        var next = receiver.await();
        assertThat(next.receivedAtMillis() - refused.receivedAtMillis()).isBetween(2900L, 10_000L);
        api.awaitDelivery(first, "DELIVERED");
    }

    @Test
    void anEndpointWithoutASuccessForFiveDaysIsSwitchedOffUntilItIsSwitchedOnAgain() {
        clock.runBehind(Duration.ofDays(5));
        receiver.behave(answer(500));
        var source = source(receiver, ",\"retry_backoff_seconds\":1");
        var task = decideMany(source, 1).getFirst();
        api.awaitDelivery(task, "IN_PROGRESS");
        assertThat(webhook(source).get("enabled").booleanValue()).isTrue();
        clock.goOn();
        await().atMost(PATIENCE).until(() -> !webhook(source).get("enabled").booleanValue());
        assertThat(webhook(source).get("switched_off_reason").stringValue()).isEqualTo("failing");
        api.awaitDelivery(task, "NOT_SENT");

        receiver.behave(answer(200));
        api.patch("/sources/" + source.id(), ADMIN, "{\"delivery\":{\"webhook\":{\"enabled\":true}}}");
        api.awaitDelivery(task, "DELIVERED");
        assertThat(webhook(source).has("switched_off_reason")).isFalse();
        assertThat(jdbc.queryForObject(
                        "select count(*) from webhook_health where source_id = ?", Integer.class, source.id()))
                .isZero();
    }

    @Test
    void aSourceWhoseWorkerWasForgottenIsFoundAgain() {
        var source = source(receiver, ",\"enabled\":false");
        var task = decideMany(source, 1).getFirst();
        // As if the process had died between the commit and the waking.
        jdbc.update("update sources set webhook_enabled = true where id = ?", source.id());
        api.awaitDelivery(task, "DELIVERED");
    }

    private SourceFixture source(WebhookReceiver to, String settings) {
        return api.newSource("""
                {"name":"Pushed","delivery":{"webhook":{"url":"%s"%s}}}""".formatted(to.url(), settings));
    }

    private List<UUID> decideMany(SourceFixture source, int number) {
        var decided = new ArrayList<UUID>();
        for (int i = 0; i < number; i++) {
            decided.add(api.newApproval(source, reviewer));
        }
        return decided;
    }

    private JsonNode webhook(SourceFixture source) {
        return api.get("/sources/" + source.id(), ADMIN).json().at("/delivery/webhook");
    }

    /** For how many more seconds the endpoint is left alone. */
    private int paused(SourceFixture source) {
        return jdbc
                .queryForList(
                        "select extract(epoch from paused_until - now())::int from webhook_health where source_id = ?"
                                + " and paused_until > now()",
                        Integer.class,
                        source.id())
                .stream()
                .findFirst()
                .orElse(0);
    }

    private void hangCounted() throws IOException {
        waiting.incrementAndGet();
        try {
            hang(released);
        } finally {
            waiting.decrementAndGet();
        }
    }
}
