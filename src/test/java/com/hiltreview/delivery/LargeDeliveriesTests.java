package com.hiltreview.delivery;

import static com.hiltreview.testing.WebhookReceiver.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** The memory of what is being sent is bounded, whatever the number of sources and calls. */
@DirtiesContext
@TestPropertySource(properties = "hilt.delivery.payloads=4MB")
class LargeDeliveriesTests extends ServiceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SOURCES = 3;
    private static final int TASKS = 4;

    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void holdsNoMorePayloadsThanThereIsMemoryForAndSendsAll(@Autowired DeliveryMetrics metrics)
            throws InterruptedException {
        var reviewer = api.signInAsReviewer();
        var tasks = new ArrayList<UUID>();
        try (var receiver = new WebhookReceiver()) {
            receiver.behave(exchange -> {
                underWay.incrementAndGet();
                // Those of this instance: a cached context of other tests may send for one of the sources, too.
                most.accumulateAndGet(metrics.underWay(), Math::max);
                hang();
                underWay.decrementAndGet();
                answer(200).answer(exchange);
            });
            for (int i = 0; i < SOURCES; i++) {
                var source = api.newSource("""
                        {"name":"Large","delivery":{"webhook":{"url":"%s","timeout_ms":30000}}}""".formatted(receiver.url()));
                for (int k = 0; k < TASKS; k++) {
                    // The event has the text twice, as it was filed and as it was decided: about a MiB.
                    var task = Api.idOf(api.post("/review-tasks", source.key(), """
                            {"blocks":[{"id":"a","type":"plaintext","content":"%1$s"},
                                {"id":"b","type":"plaintext","content":"%1$s"}]}""".formatted("x".repeat(255 * 1024))));
                    api.post("/review-tasks/" + task + "/decision", reviewer, "{\"decision\":\"APPROVE\"}");
                    tasks.add(task);
                }
            }
            await().atMost(PATIENCE).until(() -> underWay.get() >= 2);
            TimeUnit.SECONDS.sleep(1);
            assertThat(most.get()).isBetween(1, 5);
            released.countDown();
            tasks.forEach(task -> api.awaitDelivery(task, "DELIVERED"));
            assertThat(receiver.calls()).hasSize(SOURCES * TASKS);
        }
    }

    private void hang() {
        try {
            released.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
