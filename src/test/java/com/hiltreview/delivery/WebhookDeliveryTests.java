package com.hiltreview.delivery;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.WebhookReceiver.answer;
import static com.hiltreview.testing.WebhookReceiver.answerOnce;
import static com.hiltreview.testing.WebhookReceiver.hang;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.openapi.OpenApiExchanges;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver;
import com.hiltreview.testing.WebhookReceiver.Call;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class WebhookDeliveryTests extends ServiceTest {
    private static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("thirty-two bytes of test secret!".getBytes(UTF_8));
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private Api.As reviewer;

    @BeforeEach
    void signIn() {
        reviewer = api.signInAsReviewer();
    }

    @AfterEach
    void close() {
        testIsOver.countDown();
        receiver.close();
    }

    @Test
    void arrivesWithinASecondOfTheCommit() {
        var source = source("");
        api.newApproval(source, reviewer);
        receiver.await();
        var delays = new ArrayList<Long>();
        for (int i = 0; i < 5; i++) {
            api.newApproval(source, reviewer);
            long answeredAt = System.currentTimeMillis();
            delays.add(receiver.await().receivedAtMillis() - answeredAt);
        }
        delays.sort(null);
        assertThat(delays.get(2)).as("median of %s ms", delays).isLessThan(1000);
    }

    @Test
    void signsTheVeryBytesInBothForms() throws GeneralSecurityException {
        var source = source(",\"secret\":\"" + SECRET + "\"");
        api.newApproval(source, reviewer);
        var call = receiver.await();
        OpenApiExchanges.checkWebhook(call.headers(), call.body());
        assertThat(call.header("webhook-signature")).isEqualTo(standardSignature(call, SECRET));
        assertThat(call.header("X-HILT-Signature")).isEqualTo(hiltSignature(call, SECRET));
        assertThat(call.header("webhook-id"))
                .isEqualTo(call.header("X-HILT-Event-ID"))
                .isEqualTo(Api.JSON.readTree(call.body()).get("event_id").stringValue());
        assertThat(Instant.ofEpochSecond(Long.parseLong(call.header("webhook-timestamp"))))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    }

    @Test
    void signsWithTheSecretThatItMadeAndShowedOnce() throws GeneralSecurityException {
        var created = api.post("/sources", ADMIN, """
                {"name":"Made","delivery":{"webhook":{"url":"%s"}}}""".formatted(receiver.url()));
        var secret = created.json().at("/delivery/webhook/secret").stringValue();
        assertThat(Base64.getDecoder().decode(secret.substring("whsec_".length())))
                .hasSize(32);
        api.post("/sources/" + Api.idOf(created) + "/webhook-test", ADMIN, "");
        var call = receiver.await();
        assertThat(call.header("webhook-signature")).isEqualTo(standardSignature(call, secret));
        assertThat(call.header("X-HILT-Signature")).isEqualTo(hiltSignature(call, secret));
    }

    @Test
    void usesTheBytesOfASecretWithoutThePrefix() throws GeneralSecurityException {
        var secret = "ein Geheimnis ohne Präfix, lang genug";
        var source = source(",\"secret\":\"" + secret + "\"");
        api.newApproval(source, reviewer);
        var call = receiver.await();
        assertThat(call.header("webhook-signature")).isEqualTo(standardSignature(call, secret));
        assertThat(call.header("X-HILT-Signature")).isEqualTo(hiltSignature(call, secret));
    }

    @Test
    void signsWithBothSecretsForADayAfterARotation() throws GeneralSecurityException {
        clock.runBehind(Duration.ofHours(24));
        var source = source(",\"secret\":\"" + SECRET + "\"");
        var rotate = "/sources/" + source.id() + "/webhook-secret/rotate";
        var rotated = api.post(rotate, ADMIN, "").json();
        var second = rotated.get("secret").stringValue();
        assertThat(Instant.parse(rotated.get("previous_secret_expires_at").stringValue()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        api.newApproval(source, reviewer);
        var call = receiver.await();
        assertThat(call.header("webhook-signature")).isEqualTo(standardSignature(call, second, SECRET));
        assertThat(call.header("X-HILT-Signature")).isEqualTo(hiltSignature(call, second, SECRET));

        var third = api.post(rotate, ADMIN, "").json().get("secret").stringValue();
        api.newApproval(source, reviewer);
        var later = receiver.await();
        assertThat(later.header("webhook-signature")).isEqualTo(standardSignature(later, third, second));

        clock.goOn();
        api.newApproval(source, reviewer);
        var last = receiver.await();
        assertThat(last.header("webhook-signature")).isEqualTo(standardSignature(last, third));
    }

    @Test
    void recordsTheAttemptAndDispatchesTheTask() {
        receiver.behave(exchange -> {
            exchange.sendResponseHeaders(201, 0);
            exchange.getResponseBody().write("thank you".getBytes(UTF_8));
        });
        var source = source("");
        var task = api.newApproval(source, reviewer);
        var answered = api.awaitDelivery(task, "DELIVERED");
        assertThat(answered.get("status").stringValue()).isEqualTo("DISPATCHED");
        assertThat(answered.at("/dispatch/attempt_count").intValue()).isEqualTo(1);
        var attempts = attempts(source, answered);
        assertThat(attempts).hasSize(1);
        assertThat(attempts.get(0).get("attempt").intValue()).isEqualTo(1);
        assertThat(attempts.get(0).get("status_code").intValue()).isEqualTo(201);
        assertThat(attempts.get(0).get("response_excerpt").stringValue()).isEqualTo("thank you");
        assertThat(api.get(feedOf(source), source.key()).json().get("items")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 408, 425, 429})
    void triesAgainUnderTheSameId(int status) {
        receiver.behave(answer(status));
        var source = source(",\"retry_backoff_seconds\":1");
        var task = api.newApproval(source, reviewer);
        var first = receiver.await();
        api.awaitDelivery(task, "IN_PROGRESS");
        receiver.behave(answer(204));
        var second = receiver.await();
        assertThat(second.header("webhook-id")).isEqualTo(first.header("webhook-id"));
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.receivedAtMillis() - first.receivedAtMillis()).isGreaterThanOrEqualTo(900);
        var delivered = api.awaitDelivery(task, "DELIVERED");
        assertThat(attempts(source, delivered))
                .extracting(attempt -> attempt.get("status_code").intValue())
                .containsExactly(204, status);
    }

    @Test
    void switchesAWebhookOffThatIsGone() {
        receiver.behave(answer(410));
        var source = source("");
        api.awaitDelivery(api.newApproval(source, reviewer), "FAILED");
        await().atMost(PATIENCE)
                .until(() -> !api.get("/sources/" + source.id(), ADMIN)
                        .json()
                        .at("/delivery/webhook/enabled")
                        .booleanValue());
        var next = api.newApproval(source, reviewer);
        assertThat(api.task(next).at("/dispatch/last_delivery_status").stringValue())
                .isEqualTo("NOT_SENT");
        awaitNothingScheduled(next);
        assertThat(receiver.calls()).hasSize(1);
    }

    @Test
    void leavesAnEndpointOnThatTookThePlaceOfOneThatIsGone() {
        var answering = new CountDownLatch(1);
        receiver.behave(answerOnce(answering, answer(410)));
        var source = source(",\"timeout_ms\":20000");
        var task = api.newApproval(source, reviewer);
        receiver.await();
        try (var replacement = new WebhookReceiver()) {
            assertThat(api.patch(
                                    "/sources/" + source.id(),
                                    ADMIN,
                                    "{\"delivery\":{\"webhook\":{\"url\":\"" + replacement.url() + "\"}}}")
                            .status())
                    .isEqualTo(200);
            answering.countDown();
            api.awaitDelivery(task, "FAILED");
            api.awaitDelivery(api.newApproval(source, reviewer), "DELIVERED");
            assertThat(replacement.calls()).hasSize(1);
        }
    }

    /** An instance that stood still for a while has lost its source to another one, and its own call ends later. */
    @Test
    void recordsACallThatEndsAfterAnotherInstanceGaveTheEventUp() {
        var answering = new CountDownLatch(1);
        receiver.behave(answerOnce(answering, answer(503)));
        var source = source(",\"timeout_ms\":20000");
        var task = api.newApproval(source, reviewer);
        receiver.await();
        jdbc.update("""
                update decision_events set delivery_status = 'FAILED', attempt_count = 1, next_attempt_at = null
                where task_id = ?
                """, task);
        answering.countDown();
        await().atMost(PATIENCE).until(() -> attempts(source, api.task(task)).size() == 1);
        assertThat(api.task(task).at("/dispatch/last_delivery_status").stringValue())
                .isEqualTo("FAILED");
        receiver.behave(answer(200));
        api.awaitDelivery(api.newApproval(source, reviewer), "DELIVERED");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 301, 304})
    void failsForGoodWhereNothingWillGetBetter(int status) {
        receiver.behave(answer(status));
        var source = source(",\"retry_backoff_seconds\":1");
        var task = api.newApproval(source, reviewer);
        var failed = api.awaitDelivery(task, "FAILED");
        assertThat(failed.get("status").stringValue()).isEqualTo("APPROVED");
        assertThat(failed.at("/dispatch/attempt_count").intValue()).isEqualTo(1);
        awaitNothingScheduled(task);
        assertThat(receiver.calls()).hasSize(1);
    }

    @Test
    void followsNoRedirect() {
        try (var elsewhere = new WebhookReceiver()) {
            receiver.behave(answer(307, "Location", elsewhere.url()));
            var task = api.newApproval(source(""), reviewer);
            api.awaitDelivery(task, "FAILED");
            awaitNothingScheduled(task);
            assertThat(elsewhere.calls()).isEmpty();
        }
    }

    @Test
    void givesUpAtTheTimeoutAndLeavesTheEventInTheFeed() {
        receiver.behave(exchange -> hang(testIsOver));
        var source = source(",\"timeout_ms\":200,\"max_attempts\":1");
        var failed = api.awaitDelivery(api.newApproval(source, reviewer), "FAILED");
        var attempt = attempts(source, failed).get(0);
        assertThat(attempt.has("status_code")).isFalse();
        assertThat(attempt.get("error").stringValue()).contains("200 ms");
        assertThat(attempt.get("duration_ms").intValue()).isBetween(190, 5000);
        assertThat(eventsOf(source)).containsExactly(eventOf(failed));
    }

    @Test
    void failsWhenTheAttemptsAreUsedUp() {
        receiver.behave(answer(500));
        var source = source(",\"retry_backoff_seconds\":1,\"max_attempts\":2");
        var task = api.newApproval(source, reviewer);
        var failed = api.awaitDelivery(task, "FAILED");
        assertThat(failed.at("/dispatch/attempt_count").intValue()).isEqualTo(2);
        assertThat(failed.get("status").stringValue()).isEqualTo("APPROVED");
        assertThat(eventsOf(source)).containsExactly(eventOf(failed));
        awaitNothingScheduled(task);
        assertThat(receiver.calls()).hasSize(2);
    }

    @Test
    void recordsWhyNoConnectionCame() throws IOException {
        int closedPort;
        try (var socket = new java.net.ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        var source = api.newSource("""
                {"name":"Dead","delivery":{"webhook":{"url":"http://127.0.0.1:%d/","max_attempts":1}}}""".formatted(closedPort));
        var failed = api.awaitDelivery(api.newApproval(source, reviewer), "FAILED");
        var attempt = attempts(source, failed).get(0);
        assertThat(attempt.has("status_code")).isFalse();
        assertThat(attempt.get("error").stringValue()).isNotBlank();
    }

    @Test
    void countsAnAnswerWhoseBodyDripsAsDelivered() {
        receiver.behave(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            hang(testIsOver);
        });
        var delivered = api.awaitDelivery(api.newApproval(source(""), reviewer), "DELIVERED");
        assertThat(delivered.get("status").stringValue()).isEqualTo("DISPATCHED");
    }

    @Test
    void keepsAtMostOneKibibyteOfAnAnswer() {
        receiver.behave(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().write("x".repeat(5000).getBytes(UTF_8));
        });
        var source = source("");
        var delivered = api.awaitDelivery(api.newApproval(source, reviewer), "DELIVERED");
        assertThat(attempts(source, delivered).get(0).get("response_excerpt").stringValue())
                .isEqualTo("x".repeat(1014));
    }

    @Test
    void waitsWhileTheWebhookIsOffAndGoesWhenItIsOn() {
        var source = source(",\"enabled\":false");
        var task = api.newApproval(source, reviewer);
        assertThat(api.task(task).at("/dispatch/last_delivery_status").stringValue())
                .isEqualTo("NOT_SENT");
        assertThat(scheduled(task)).isZero();
        assertThat(eventsOf(source)).containsExactly(eventOf(api.task(task)));
        api.patch("/sources/" + source.id(), ADMIN, "{\"delivery\":{\"webhook\":{\"enabled\":true}}}");
        assertThat(receiver.await().header("webhook-id")).isEqualTo(eventOf(api.task(task)));
        api.awaitDelivery(task, "DELIVERED");
    }

    @Test
    void parksARetryWhoseWebhookWasSwitchedOff() {
        receiver.behave(answer(500));
        var source = source(",\"retry_backoff_seconds\":1");
        var task = api.newApproval(source, reviewer);
        receiver.await();
        api.patch("/sources/" + source.id(), ADMIN, "{\"delivery\":{\"webhook\":{\"enabled\":false}}}");
        api.awaitDelivery(task, "NOT_SENT");
        awaitNothingScheduled(task);
        receiver.behave(answer(200));
        api.patch("/sources/" + source.id(), ADMIN, "{\"delivery\":{\"webhook\":{\"enabled\":true}}}");
        api.awaitDelivery(task, "DELIVERED");
    }

    @Test
    void usesAnAddressThatWasChangedBetweenAttempts() {
        try (var moved = new WebhookReceiver()) {
            receiver.behave(answer(500));
            var source = source(",\"retry_backoff_seconds\":1");
            var task = api.newApproval(source, reviewer);
            receiver.await();
            api.patch(
                    "/sources/" + source.id(),
                    ADMIN,
                    "{\"delivery\":{\"webhook\":{\"url\":\"%s\"}}}".formatted(moved.url()));
            moved.await();
            api.awaitDelivery(task, "DELIVERED");
        }
    }

    @Test
    void stopsTryingAnEventThatWasAcknowledged() {
        receiver.behave(answer(500));
        var source = source(",\"retry_backoff_seconds\":2");
        var task = api.newApproval(source, reviewer);
        receiver.await();
        var event = eventOf(api.awaitDelivery(task, "IN_PROGRESS"));
        api.post(feedOf(source) + "/ack", source.key(), "{\"event_ids\":[\"" + event + "\"]}");
        awaitNothingScheduled(task);
        assertThat(receiver.calls()).hasSize(1);
        var dispatched = api.task(task);
        assertThat(dispatched.get("status").stringValue()).isEqualTo("DISPATCHED");
        assertThat(dispatched.at("/dispatch/last_delivery_status").stringValue())
                .isEqualTo("DELIVERED");
    }

    @Test
    void sendsASampleAndStoresNothing() throws GeneralSecurityException {
        var source = source(",\"secret\":\"" + SECRET + "\"");
        var answered = api.post("/sources/" + source.id() + "/webhook-test", ADMIN, "");
        assertThat(answered.status()).isEqualTo(200);
        assertThat(answered.json().get("delivered").booleanValue()).isTrue();
        assertThat(answered.json().get("status_code").intValue()).isEqualTo(200);
        var call = receiver.await();
        OpenApiExchanges.checkWebhook(call.headers(), call.body());
        assertThat(Api.JSON.readTree(call.body()).get("type").stringValue()).isEqualTo("webhook.test");
        assertThat(call.header("webhook-signature")).isEqualTo(standardSignature(call, SECRET));
        assertThat(api.get(feedOf(source) + "?include_delivered=true", source.key())
                        .json()
                        .get("items"))
                .isEmpty();
    }

    @Test
    void tellsWhyASampleDidNotArrive() {
        receiver.behave(answer(503));
        var source = source("");
        var answered =
                api.post("/sources/" + source.id() + "/webhook-test", ADMIN, "").json();
        assertThat(answered.get("delivered").booleanValue()).isFalse();
        assertThat(answered.get("status_code").intValue()).isEqualTo(503);
        assertThat(answered.get("error").stringValue()).contains("503");
    }

    @Test
    void hasNoSampleForASourceWithoutAWebhook() {
        var answered = api.post("/sources/" + api.newSource().id() + "/webhook-test", ADMIN, "");
        assertThat(answered.status()).isEqualTo(409);
        assertThat(answered.errorCode()).isEqualTo("CONFLICT");
    }

    private SourceFixture source(String settings) {
        return api.newSource("""
                {"name":"Pushed","delivery":{"webhook":{"url":"%s"%s}}}""".formatted(receiver.url(), settings));
    }

    private static String feedOf(SourceFixture source) {
        return "/sources/" + source.id() + "/decision-events";
    }

    private static String eventOf(JsonNode task) {
        return task.at("/dispatch/decision_event_id").stringValue();
    }

    private List<String> eventsOf(SourceFixture source) {
        return api.get(feedOf(source), source.key())
                .json()
                .get("items")
                .valueStream()
                .map(event -> event.get("event_id").stringValue())
                .toList();
    }

    private JsonNode attempts(SourceFixture source, JsonNode task) {
        return api.get(feedOf(source) + "/" + eventOf(task) + "/attempts", source.key())
                .json()
                .get("items");
    }

    private int scheduled(UUID task) {
        Integer count = jdbc.queryForObject("""
                select count(*) from scheduled_tasks
                where task_instance = (select source_id::text from decision_events where task_id = ?)
                """, Integer.class, task);
        return count == null ? -1 : count;
    }

    private void awaitNothingScheduled(UUID task) {
        await().atMost(PATIENCE).until(() -> scheduled(task) == 0);
    }

    /** Written from standardwebhooks.com, not from the service's code. */
    private static String standardSignature(Call call, String... secrets) throws GeneralSecurityException {
        var entries = new ArrayList<String>();
        for (var secret : secrets) {
            var key = secret.startsWith("whsec_")
                    ? Base64.getDecoder().decode(secret.substring(6))
                    : secret.getBytes(UTF_8);
            var head = call.header("webhook-id") + "." + call.header("webhook-timestamp") + ".";
            entries.add("v1," + Base64.getEncoder().encodeToString(hmac(key, head, call.body())));
        }
        return String.join(" ", entries);
    }

    private static String hiltSignature(Call call, String... secrets) throws GeneralSecurityException {
        var time = call.header("webhook-timestamp");
        var text = new StringBuilder("t=" + time);
        for (var secret : Arrays.asList(secrets)) {
            text.append(",v1=").append(HexFormat.of().formatHex(hmac(secret.getBytes(UTF_8), time + ".", call.body())));
        }
        return text.toString();
    }

    private static byte[] hmac(byte[] key, String head, byte[] body) throws GeneralSecurityException {
        var signed = new ByteArrayOutputStream();
        signed.writeBytes(head.getBytes(UTF_8));
        signed.writeBytes(body);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(signed.toByteArray());
    }
}
