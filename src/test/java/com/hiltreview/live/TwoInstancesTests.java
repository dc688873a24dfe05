package com.hiltreview.live;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.HiltReviewApplication;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.EventStream;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A second instance beside the one of all tests, on the same database. */
class TwoInstancesTests extends ServiceTest {
    /** Without signals a wait would end within a second as well, but rarely within this time. */
    private static final Duration BY_SIGNAL = Duration.ofMillis(300);

    private static final int TIMES = 7;

    @SuppressWarnings("NullAway.Init")
    private ConfigurableApplicationContext second;

    @SuppressWarnings("NullAway.Init")
    private Api there;

    @SuppressWarnings("NullAway.Init")
    private As reviewer;

    @SuppressWarnings("NullAway.Init")
    private SourceFixture source;

    @BeforeEach
    void startTheSecond() {
        second = new SpringApplicationBuilder(HiltReviewApplication.class)
                .run(
                        "--HILT_ENV=development",
                        "--HILT_DATA_DIR=" + DATA_DIR,
                        "--HILT_DEMO=off",
                        "--RATE_LIMIT_PER_MINUTE=0",
                        "--PORT=0",
                        "--spring.main.register-shutdown-hook=false",
                        "--spring.datasource.url=" + TestDatabase.url());
        there = new Api("http://127.0.0.1:" + second.getEnvironment().getProperty("local.server.port"), jdbc);
        reviewer = api.signInAsReviewer();
        source = api.newSource();
    }

    @AfterEach
    void stopTheSecond() {
        second.close();
    }

    @Test
    void wakeEachOther() {
        assertThatWaitsEndBySignal(
                "task-answered", task -> task, task -> there.get("/review-tasks/" + task + "?wait=20", source.key()));
        assertThatWaitsEndBySignal(
                "decision-events",
                task -> source.id(),
                task -> there.get("/sources/" + source.id() + "/decision-events?wait=20", source.key()));
        try (var stream = EventStream.open(there, source.key())) {
            var task = Api.idOf(api.newTask(source));
            assertThat(stream.next().taskId()).isEqualTo(task.toString());
            String last;
            decide(task);
            last = stream.next().id();
            var next = Api.idOf(api.newTask(source));
            try (var here = EventStream.open(api, source.key(), last)) {
                assertThat(here.next().taskId())
                        .as("it resumes at the other instance")
                        .isEqualTo(next.toString());
            }
        }
    }

    private interface Waited {
        UUID on(UUID task);
    }

    private interface Wait {
        Answer on(UUID task);
    }

    private void assertThatWaitsEndBySignal(String kind, Waited waited, Wait wait) {
        var signals = second.getBean(Signals.class);
        var times = new ArrayList<Duration>();
        for (int i = 0; i < TIMES; i++) {
            var task = Api.idOf(api.newTask(source));
            var waiting =
                    CompletableFuture.supplyAsync(() -> wait.on(task), Executors.newVirtualThreadPerTaskExecutor());
            await().until(() -> signals.waitedFor(kind).contains(waited.on(task)));
            decide(task);
            long decidedAt = System.nanoTime();
            var answer = waiting.join();
            times.add(Duration.ofNanos(System.nanoTime() - decidedAt));
            assertThat(answer.text()).contains(task.toString()).contains("APPROVE");
            acknowledge();
        }
        assertThat(times).allMatch(time -> time.compareTo(Duration.ofSeconds(2)) < 0);
        assertThat(times.stream().sorted().toList().get(TIMES / 2)).isLessThan(BY_SIGNAL);
    }

    @Test
    void fileOneRevisionForOneKey() {
        var body = "{\"blocks\":[{\"id\":\"body\",\"type\":\"plaintext\",\"content\":\"Short\"}]}";
        for (int i = 0; i < TIMES; i++) {
            var key = "revision-" + i;
            var path = "/review-tasks/" + Api.idOf(api.newTask(source));
            var answers = atOnce(
                    6,
                    caller -> (caller % 2 == 0 ? api : there)
                            .post(path + "/revisions", source.key(), body, "Idempotency-Key", key));

            assertThat(answers).extracting(Answer::status).containsOnly(201);
            assertThat(answers)
                    .extracting(Answer::text)
                    .containsOnly(answers.getFirst().text());
            assertThat(there.get(path + "/revisions", source.key()).json().get("items"))
                    .hasSize(2);
        }
    }

    @Test
    void endWaitsAndStreamsWhenTheyStop() throws InterruptedException {
        var task = Api.idOf(api.newTask(source));
        var waiting = CompletableFuture.supplyAsync(
                () -> there.get("/review-tasks/" + task + "?wait=60", source.key()),
                Executors.newVirtualThreadPerTaskExecutor());
        var signals = second.getBean(Signals.class);
        await().until(() -> signals.waitedFor("task-answered").contains(task));
        try (var stream = EventStream.open(there, source.key())) {
            long start = System.nanoTime();
            second.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            var answer = waiting.join();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("status").stringValue()).isEqualTo("PENDING");
            assertThat(stream.ends(Duration.ofSeconds(5))).isTrue();
        }
    }

    private void decide(UUID task) {
        assertThat(api.post("/review-tasks/" + task + "/decision", reviewer, "{\"decision\":\"APPROVE\"}")
                        .status())
                .isEqualTo(200);
    }

    /** Empties the feed, so that the next one waits. */
    private void acknowledge() {
        Consumer<String> acknowledge = event -> api.post(
                "/sources/" + source.id() + "/decision-events/ack", ADMIN, "{\"event_ids\":[\"%s\"]}".formatted(event));
        jdbc.queryForList("select id::text from decision_events where source_id = ?", String.class, source.id())
                .forEach(acknowledge);
    }
}
