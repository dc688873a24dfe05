package com.hiltreview.health;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service shows of its insides where it has no management port. */
class ActuatorTests extends ServiceTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "/liveness", "/readiness"})
    void showsHealth(String path) {
        var answer = Api.sendUnchecked(api.request("/actuator/health" + path, NOBODY));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Api.JSON.readTree(answer.body()).get("status").stringValue()).isEqualTo("UP");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/prometheus",
                "/metrics",
                "/env",
                "/info",
                "/loggers",
                "/heapdump",
                "/health/db",
                "/health/nothing"
            })
    void showsNothingElse(String path) {
        for (var as : List.of(NOBODY, ADMIN)) {
            var answer = api.get("/actuator" + path, as);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.errorCode()).isEqualTo("NOT_FOUND");
            assertThat(answer.json().at("/error/details/resource_id").stringValue())
                    .isEqualTo("/actuator" + path);
        }
    }
}
