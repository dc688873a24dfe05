package com.hiltreview.delivery;

import static com.hiltreview.testing.Api.ADMIN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver;
import com.hiltreview.testing.WebhookReceiver.Call;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The order of docs/webhooks.md, in which a receiver is never sent an event that it must refuse. */
class WebhookSetUpTests extends ServiceTest {
    private final WebhookReceiver receiver = new WebhookReceiver();

    private volatile @Nullable String secretOfReceiver;

    @SuppressWarnings("NullAway.Init")
    private Api.As reviewer;

    @BeforeEach
    void refuseWhatIsNotSigned() {
        reviewer = api.signInAsReviewer();
        receiver.behave(exchange -> {
            var id = exchange.getRequestHeaders().getFirst("webhook-id");
            boolean signed = receiver.calls().stream()
                    .filter(call -> call.header("webhook-id").equals(id))
                    .allMatch(this::isSigned);
            exchange.sendResponseHeaders(signed ? 204 : 401, -1);
        });
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void sendsNothingBeforeTheSwitchAndEverythingAfterIt() {
        var source = api.newSource();
        var decided = approve(source, 5);

        var secret = api.patch(path(source), ADMIN, """
                {"delivery":{"webhook":{"url":"%s","enabled":false}}}""".formatted(receiver.url()))
                .json()
                .at("/delivery/webhook/secret")
                .stringValue();
        assertThat(test(source)).contains("\"delivered\":false", "\"status_code\":401");
        secretOfReceiver = secret;
        assertThat(test(source)).contains("\"delivered\":true", "\"status_code\":204");
        letDeliveryRun();
        assertThat(receiver.calls()).as("the two tests").hasSize(2).allMatch(WebhookSetUpTests::isTest);
        assertThat(decided)
                .allSatisfy(task -> assertThat(api.task(task)
                                .at("/dispatch/last_delivery_status")
                                .stringValue())
                        .isEqualTo("NOT_SENT"));

        api.patch(path(source), ADMIN, """
                {"delivery":{"webhook":{"enabled":true}}}""");
        assertThatAllArrive(decided);
    }

    @Test
    void canBeOnAtOnceWithTheSecretThatTheReceiverHasAlready() {
        var source = api.newSource();
        var decided = approve(source, 3);
        var own = "whsec_" + Base64.getEncoder().encodeToString("thirty-two bytes of test secret!".getBytes(UTF_8));
        secretOfReceiver = own;

        api.patch(path(source), ADMIN, """
                {"delivery":{"webhook":{"url":"%s","secret":"%s"}}}""".formatted(receiver.url(), own));
        assertThatAllArrive(decided);
    }

    private static String path(SourceFixture source) {
        return "/sources/" + source.id();
    }

    private List<UUID> approve(SourceFixture source, int count) {
        var tasks = new ArrayList<UUID>();
        for (int i = 0; i < count; i++) {
            tasks.add(api.newApproval(source, reviewer));
        }
        return tasks;
    }

    private String test(SourceFixture source) {
        return api.post(path(source) + "/webhook-test", ADMIN, "").json().toString();
    }

    /** Another source's decision is delivered, so whatever is due has been sent by then. */
    private void letDeliveryRun() {
        try (var other = new WebhookReceiver()) {
            var source = api.newSource("""
                    {"name":"Other","delivery":{"webhook":{"url":"%s"}}}""".formatted(other.url()));
            approve(source, 1);
            other.await();
        }
    }

    private void assertThatAllArrive(List<UUID> decided) {
        assertThat(decided)
                .allSatisfy(task -> assertThat(api.awaitDelivery(task, "DELIVERED")
                                .at("/dispatch/attempt_count")
                                .intValue())
                        .isEqualTo(1));
        assertThat(receiver.calls().stream()
                        .filter(call -> !isTest(call))
                        .map(call -> body(call).get("task_id").stringValue()))
                .containsExactlyInAnyOrderElementsOf(
                        decided.stream().map(UUID::toString).toList());
    }

    private static JsonNode body(Call call) {
        return Api.JSON.readTree(call.body());
    }

    private static boolean isTest(Call call) {
        return body(call).get("type").stringValue().equals("webhook.test");
    }

    private boolean isSigned(Call call) {
        var secret = secretOfReceiver;
        return secret != null && call.header("webhook-signature").equals(signature(call, secret));
    }

    private static String signature(Call call, String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replace("whsec_", "")), "HmacSHA256"));
            mac.update((call.header("webhook-id") + "." + call.header("webhook-timestamp") + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(call.body()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
