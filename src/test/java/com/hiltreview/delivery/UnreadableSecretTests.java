package com.hiltreview.delivery;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What was encrypted with a key that the service does not have any more. */
@ExtendWith(OutputCaptureExtension.class)
class UnreadableSecretTests extends ServiceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void keepsTheWebhookFromBeingCalledUntilTheSecretIsRotated(CapturedOutput output) {
        try (var receiver = new WebhookReceiver()) {
            var source = api.newSource(
                    "{\"name\":\"Locked\",\"delivery\":{\"webhook\":{\"url\":\"%s\"}}}".formatted(receiver.url()));
            jdbc.update(
                    "update sources set webhook_secret = decode(repeat('00', 60), 'hex') where id = ?", source.id());
            var task = api.newApproval(source, api.signInAsReviewer());
            await().atMost(PATIENCE).until(() -> output.getAll().contains(source.id() + " is not called"));

            var tried = api.post("/sources/" + source.id() + "/webhook-test", ADMIN, "");
            assertThat(tried.status()).isEqualTo(409);
            assertThat(tried.json().at("/error/message").stringValue()).contains("ENCRYPTION_KEY");
            var event = api.task(task).at("/dispatch/decision_event_id").stringValue();
            assertThat(api.post("/sources/" + source.id() + "/decision-events/" + event + "/redeliver", ADMIN, "")
                            .status())
                    .isEqualTo(202);
            // Several looks later: said once, without a trace, and nothing was sent.
            await().pollDelay(Duration.ofSeconds(8)).atMost(PATIENCE).until(() -> true);
            assertThat(output.getAll().split(source.id() + " is not called", -1))
                    .hasSize(2);
            assertThat(output.getAll()).doesNotContain("UnreadableSecretException");
            assertThat(receiver.calls()).isEmpty();

            assertThat(api.post("/sources/" + source.id() + "/webhook-secret/rotate", ADMIN, "")
                            .status())
                    .isEqualTo(200);
            api.patch("/sources/" + source.id(), ADMIN, "{\"delivery\":{\"webhook\":{\"timeout_ms\":4000}}}");
            api.awaitDelivery(task, "DELIVERED");
            assertThat(receiver.await().header("webhook-signature"))
                    .startsWith("v1,")
                    .doesNotContain(" ");
        }
    }
}
