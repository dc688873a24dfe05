package com.hiltreview.delivery;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver;
import com.hiltreview.webhook.ControlledHosts;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

class WebhookTargetTests extends ServiceTest {
    @Autowired
    @SuppressWarnings("NullAway.Init")
    private ControlledHosts hosts;

    @Test
    void triesARefusedNameAgainAndTellsNothingOfItsAddress() {
        try (var receiver = new WebhookReceiver()) {
            hosts.answer("corrected.localhost", "10.20.30.40").answer("corrected.localhost", "127.0.0.1");
            var url = "http://corrected.localhost:" + URI.create(receiver.url()).getPort() + "/hook";
            var source = api.newSource("""
                    {"name":"Corrected","delivery":{"webhook":{"url":"%s","retry_backoff_seconds":1}}}""".formatted(url));
            var task = Api.idOf(api.newTask(source));
            api.post("/review-tasks/" + task + "/decision", api.signInAsReviewer(), "{\"decision\":\"APPROVE\"}");
            var delivered = await().atMost(Duration.ofSeconds(15))
                    .until(
                            () -> api.get("/review-tasks/" + task, ADMIN).json(),
                            now -> now.get("status").stringValue().equals("DISPATCHED"));
            var event = delivered.at("/dispatch/decision_event_id").stringValue();
            var log = api.get("/sources/" + source.id() + "/decision-events/" + event + "/attempts", source.key());
            var attempts = log.json().get("items");
            assertThat(attempts).hasSize(2);
            assertThat(attempts.get(1).get("error").stringValue())
                    .isEqualTo("The host has no address that webhooks may go to");
            assertThat(log.text()).doesNotContain("10.20.30.40").doesNotContain("corrected");
        }
    }

    @Test
    void tellsWhoTestsAWebhookThatItsAddressIsRefused() {
        hosts.answer("inside.test", "10.20.30.40");
        var source = api.newSource("""
                {"name":"Inside","delivery":{"webhook":{"url":"https://inside.test/"}}}""");
        var answered =
                api.post("/sources/" + source.id() + "/webhook-test", ADMIN, "").json();
        assertThat(answered.get("delivered").booleanValue()).isFalse();
        assertThat(answered.get("error").stringValue()).isEqualTo("The host has no address that webhooks may go to");
    }

    @ParameterizedTest
    @CsvSource({"my_agent.localhost, my_agent.localhost", "b\u00fccher.localhost, xn--bcher-kva.localhost"})
    void callsAHostWithAnUnderscoreOrAnInternationalName(String given, String called) {
        try (var receiver = new WebhookReceiver()) {
            hosts.answer(called, "127.0.0.1");
            var url = "http://" + given + ":" + receiver.port() + "/hook";
            var source = api.newSource("""
                    {"name":"Unusual host","delivery":{"webhook":{"url":"%s"}}}""".formatted(url));
            assertThat(api.get("/sources/" + source.id(), ADMIN)
                            .json()
                            .at("/delivery/webhook/url")
                            .stringValue())
                    .isEqualTo(url);
            var task = Api.idOf(api.newTask(source));
            api.post("/review-tasks/" + task + "/decision", api.signInAsReviewer(), "{\"decision\":\"APPROVE\"}");
            assertThat(receiver.await().header("Host")).isEqualTo(called + ":" + receiver.port());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://127.1/h, must write an IP address as four decimal numbers",
        "https://\uff11\uff12\uff17\uff0e\uff11/, must write an IP address as four decimal numbers",
        "https://\uff11\uff10.0.0.1/, must not name an address that is not public",
        "https://stra\u00dfe.example/, 'must write this host name in ASCII, as xn--…'"
    })
    void saysWhyAUrlIsRefused(String url, String reason) {
        var refused = api.post("/sources", ADMIN, """
                {"name":"Refused","delivery":{"webhook":{"url":"%s"}}}""".formatted(url));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.faultyFields()).containsExactly("delivery.webhook.url");
        assertThat(refused.text()).contains(reason);
    }
}
