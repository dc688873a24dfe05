package com.hiltreview.delivery;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.WebhookReceiver.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RedeliveryTests extends ServiceTest {
    private static final String LONG_AGO = "{\"since\":\"2026-01-01T00:00:00Z\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final WebhookReceiver receiver = new WebhookReceiver();
    private As reviewer;
    private SourceFixture source;

    @BeforeEach
    void makeSource() {
        reviewer = api.signInAsReviewer();
        source = api.newSource("""
                {"name":"Pushed","delivery":{"webhook":{"url":"%s","max_attempts":2,"retry_backoff_seconds":1}}}""".formatted(receiver.url()));
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void beginsAFullSetOfAttemptsUnderTheSameId() {
        receiver.behave(answer(500));
        var event = eventOf(api.awaitDelivery(api.newApproval(source, reviewer), "FAILED"));
        var answered = api.post(feed() + "/" + event + "/redeliver", ADMIN, "");
        assertThat(answered.status()).isEqualTo(202);
        assertThat(answered.json().get("scheduled").intValue()).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> receiver.calls().size() == 4);
        assertThat(receiver.calls())
                .extracting(call -> call.header("webhook-id"))
                .containsOnly(event);
        await().atMost(PATIENCE).until(() -> attempts(event).size() == 4);
        assertThat(attempts(event))
                .extracting(attempt -> attempt.get("attempt").intValue())
                .containsExactly(4, 3, 2, 1);
    }

    @Test
    void deliversWhatHadFailed() {
        receiver.behave(answer(400));
        var task = api.newApproval(source, reviewer);
        var event = eventOf(api.awaitDelivery(task, "FAILED"));
        receiver.behave(answer(200));
        api.post(feed() + "/" + event + "/redeliver", api.signInAsAdministrator(), "");
        assertThat(api.awaitDelivery(task, "DELIVERED").get("status").stringValue())
                .isEqualTo("DISPATCHED");
    }

    @Test
    void sendsADeliveredEventOnceMoreAndLeavesItDelivered() {
        var task = api.newApproval(source, reviewer);
        var event = eventOf(api.awaitDelivery(task, "DELIVERED"));
        receiver.behave(answer(400));
        assertThat(api.post(feed() + "/" + event + "/redeliver", ADMIN, "").status())
                .isEqualTo(202);
        await().atMost(PATIENCE).until(() -> attempts(event).size() == 2);
        var shown = api.task(task);
        assertThat(shown.at("/dispatch/last_delivery_status").stringValue()).isEqualTo("DELIVERED");
        assertThat(shown.at("/dispatch/attempt_count").intValue()).isEqualTo(2);
        assertThat(api.get(feed(), source.key()).json().get("items")).isEmpty();
    }

    @Test
    void sendsEverythingAgainThatHasFailedSince() {
        receiver.behave(answer(400));
        var tasks = new UUID[] {
            api.newApproval(source, reviewer), api.newApproval(source, reviewer), api.newApproval(source, reviewer)
        };
        for (var task : tasks) {
            api.awaitDelivery(task, "FAILED");
        }
        jdbc.update("update decision_events set created_at = '2025-01-01' where task_id = ?", tasks[0]);
        receiver.behave(answer(200));
        var answered = api.post(feed() + "/redeliver", ADMIN, LONG_AGO);
        assertThat(answered.status()).isEqualTo(202);
        assertThat(answered.json().get("scheduled").intValue()).isEqualTo(2);
        api.awaitDelivery(tasks[1], "DELIVERED");
        api.awaitDelivery(tasks[2], "DELIVERED");
        assertThat(api.task(tasks[0]).at("/dispatch/last_delivery_status").stringValue())
                .isEqualTo("FAILED");
        assertThat(api.post(feed() + "/redeliver", ADMIN, LONG_AGO)
                        .json()
                        .get("scheduled")
                        .intValue())
                .isZero();
    }

    @Test
    void needsAWebhookThatIsOn() {
        var event = eventOf(api.awaitDelivery(api.newApproval(source, reviewer), "DELIVERED"));
        api.patch("/sources/" + source.id(), ADMIN, "{\"delivery\":{\"webhook\":{\"enabled\":false}}}");
        assertThat(api.post(feed() + "/" + event + "/redeliver", ADMIN, "").errorCode())
                .isEqualTo("CONFLICT");
        assertThat(api.post(feed() + "/redeliver", ADMIN, LONG_AGO).errorCode()).isEqualTo("CONFLICT");
    }

    @Test
    void knowsNoOthersEvents() {
        var event = eventOf(api.awaitDelivery(api.newApproval(source, reviewer), "DELIVERED"));
        var other = api.newSource("""
                {"name":"Other","delivery":{"webhook":{"url":"%s"}}}""".formatted(receiver.url()));
        assertThat(api.post("/sources/" + other.id() + "/decision-events/" + event + "/redeliver", ADMIN, "")
                        .errorCode())
                .isEqualTo("NOT_FOUND");
        assertThat(api.post("/sources/" + UUID.randomUUID() + "/decision-events/redeliver", ADMIN, LONG_AGO)
                        .errorCode())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void isForAdministrators() {
        var path = feed() + "/redeliver";
        assertThat(api.post(path, source.key(), LONG_AGO).status()).isEqualTo(403);
        assertThat(api.post(path, reviewer, LONG_AGO).status()).isEqualTo(403);
        assertThat(api.post(path, Api.NOBODY, LONG_AGO).status()).isEqualTo(401);
    }

    @Test
    void wantsATime() {
        for (var body : new String[] {"{}", "{\"since\":5}", "{\"since\":\"yesterday\"}", "{\"since\":null}"}) {
            var answered = api.post(feed() + "/redeliver", ADMIN, body);
            assertThat(answered.status()).isEqualTo(400);
            assertThat(answered.faultyFields()).containsExactly("since");
        }
    }

    private String feed() {
        return "/sources/" + source.id() + "/decision-events";
    }

    private static String eventOf(JsonNode task) {
        return task.at("/dispatch/decision_event_id").stringValue();
    }

    private JsonNode attempts(String event) {
        return api.get(feed() + "/" + event + "/attempts", source.key()).json().get("items");
    }
}
