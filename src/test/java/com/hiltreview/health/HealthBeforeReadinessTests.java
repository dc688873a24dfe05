package com.hiltreview.health;

import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.HiltReviewApplication;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A second instance, which is asked for its health while it starts: it answers HTTP, but its runners have not all run. */
class HealthBeforeReadinessTests extends ServiceTest {
    private static final List<String> PATHS = List.of("/health", "/api/v1/health", "/actuator/health/readiness");

    private final List<Integer> whileARunnerRuns = new ArrayList<>();

    @Test
    void isOkOnlyOnceTheRunnersHaveRun() {
        try (var second = new SpringApplicationBuilder(HiltReviewApplication.class)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(
                                "asksForHealth",
                                ApplicationRunner.class,
                                () -> arguments -> whileARunnerRuns.addAll(statuses(context))))
                .run(
                        "--HILT_ENV=development",
                        "--HILT_DATA_DIR=" + DATA_DIR,
                        "--HILT_DEMO=off",
                        "--RATE_LIMIT_PER_MINUTE=0",
                        "--PORT=0",
                        "--spring.main.register-shutdown-hook=false",
                        "--spring.datasource.url=" + TestDatabase.url())) {
            assertThat(whileARunnerRuns).containsExactly(503, 503, 503);
            assertThat(statuses(second)).containsExactly(200, 200, 200);
        }
    }

    private List<Integer> statuses(ConfigurableApplicationContext context) {
        var there = new Api("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"), jdbc);
        return PATHS.stream()
                .map(path -> Api.sendUnchecked(there.request(path, NOBODY)).statusCode())
                .toList();
    }
}
