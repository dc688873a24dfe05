package com.hiltreview.health;

import static com.hiltreview.testing.Api.NOBODY;
import static com.hiltreview.testing.Api.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

@DirtiesContext
@TestPropertySource(properties = "MANAGEMENT_PORT=0")
class ManagementPortTests extends ServiceTest {
    private int port;

    @SuppressWarnings("NullAway.Init")
    private Api management;

    @BeforeEach
    void findPort(@LocalManagementPort int managementPort) {
        port = managementPort;
        management = new Api("http://127.0.0.1:" + port, jdbc);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/liveness", "/readiness"})
    void showsHealth(String path) {
        var answer = Api.sendUnchecked(management.request("/actuator/health" + path, NOBODY));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Api.JSON.readTree(answer.body()).get("status").stringValue()).isEqualTo("UP");
    }

    @Test
    void showsMetersWhateverTheCredentials() {
        for (var as : List.of(NOBODY, key("hilt_sk_test_wrong"), key(ADMIN_KEY), Api.session("hilt_session=forged"))) {
            var answer = Api.sendUnchecked(management.request("/actuator/prometheus", as));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/plain");
            assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                    .contains("\nhilt_archive_tasks_total ")
                    .contains("\nhilt_archive_idempotency_keys_total ")
                    .contains("\nhilt_archive_delivery_attempts_total ")
                    .contains("\njvm_memory_used_bytes{")
                    .contains("\nhikaricp_connections_active{")
                    .contains("\ndbscheduler_task_completions_total{");
        }
    }

    /** An alert on an increase never fires if the series only comes with the first event. */
    @Test
    void showsEverySeriesOfTheAlertsBeforeTheFirstEvent() throws IOException {
        var document = Files.readString(Path.of("docs/operations.md"));
        var alerts = document.substring(document.indexOf("Worth an alert:")).split("\n\n", 2)[0];
        var scrape = new String(
                Api.sendUnchecked(management.request("/actuator/prometheus", NOBODY))
                        .body(),
                StandardCharsets.UTF_8);
        var series =
                Pattern.compile("(hilt_[a-z_]+)(?:\\{([a-z_]+=\"[a-z_]+\")})?").matcher(alerts);
        int found = 0;
        for (; series.find(); found++) {
            var label = series.group(2) == null ? "" : Pattern.quote(series.group(2));
            assertThat(scrape).containsPattern("(?m)^" + series.group(1) + "(?:\\{[^}]*" + label + "[^}]*})? ");
        }
        assertThat(found).isGreaterThanOrEqualTo(4);
        for (var refusal : List.of("cross_site", "no_right", "sign_in", "too_many_requests", "wrong_key")) {
            assertThat(scrape).contains("hilt_security_refusals_total{reason=\"" + refusal + "\"}");
        }
        assertThat(scrape)
                .contains("hilt_webhook_switched_off_total{reason=\"gone\"}")
                .contains("hilt_archive_run_seconds_count{outcome=\"failed\"}");
    }

    @Test
    void observesNoRequests() {
        api.get("/health", NOBODY);
        assertThat(new String(
                        Api.sendUnchecked(management.request("/actuator/prometheus", NOBODY))
                                .body(),
                        StandardCharsets.UTF_8))
                .doesNotContain("http_server_requests");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/actuator",
                "/actuator/env",
                "/actuator/metrics",
                "/actuator/health/db",
                "/health",
                "/review-tasks"
            })
    void showsNothingElse(String path) {
        var answer = Api.sendUnchecked(management.request(path, NOBODY));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThatItIsTheEnvelope(answer, "NOT_FOUND");
    }

    @Test
    void wrapsWhatTheContainerRefusesByItself() {
        var answer = Api.sendUnchecked(management.request("/a%2fb", NOBODY));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThatItIsTheEnvelope(answer, "VALIDATION_ERROR");
    }

    private static void assertThatItIsTheEnvelope(HttpResponse<byte[]> answer, String code) {
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(Api.JSON.readTree(answer.body()).at("/error/code").stringValue())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/prometheus", "/actuator/health", "/actuator"})
    void leavesNothingOfItOnTheMainPort(String path) {
        var answer = api.get(path, NOBODY);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.errorCode()).isEqualTo("NOT_FOUND");
    }

    /** Linux has all of 127.0.0.0/8 on its loopback. */
    @Test
    void listensOnTheAddressOfTheServiceOnly() {
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.2", port), 2000);
            }
        });
    }
}
