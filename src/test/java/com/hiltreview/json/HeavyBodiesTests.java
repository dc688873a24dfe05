package com.hiltreview.json;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bodies that are the most work there is hold nobody else up. */
@Tag("alone")
class HeavyBodiesTests extends ServiceTest {
    private static final int MEBIBYTE = 1024 * 1024;

    /** Generous, since the senders share the processors with the service, and whatever else runs on the machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    @Test
    void answersHealthAndSmallCallsWhileLargeBodiesComeAllAtOnce() {
        var source = api.newSource();
        var task = "/review-tasks/" + Api.idOf(api.newTask(source));
        var bodies = List.of(
                ("{\"" + "n".repeat(50_000) + "\":").repeat(10) + zeros(MEBIBYTE / 2 - 1000) + "}".repeat(10),
                "{\"blocks\":" + "[" + "{},".repeat(MEBIBYTE / 3 - 10) + "{}]}",
                "{\"email\":" + zeros(MEBIBYTE - 100) + "}");
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 30; i++) {
                var body = bodies.get(i % bodies.size());
                answers.add(send("/auth/dev-login", NOBODY, body, senders));
                answers.add(send("/review-tasks", source.key(), body, senders));
            }
            var slowest = Duration.ZERO;
            int small = 0;
            while (small < 10 || answers.stream().anyMatch(answer -> !answer.isDone())) {
                long start = System.nanoTime();
                assertThat(api.get("/health", NOBODY).status()).isEqualTo(200);
                assertThat(api.get(task, source.key()).status()).isEqualTo(200);
                var taken = Duration.ofNanos(System.nanoTime() - start);
                slowest = taken.compareTo(slowest) > 0 ? taken : slowest;
                small++;
            }
            assertThat(slowest).isLessThan(PATIENCE);
            assertThat(answers)
                    .extracting(CompletableFuture::join)
                    .containsOnly(400, 503)
                    .contains(400);
        }
    }

    private CompletableFuture<Integer> send(String path, Api.As as, String body, ExecutorService senders) {
        return CompletableFuture.supplyAsync(
                () -> Api.sendUnchecked(api.request(path, as)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body)))
                        .statusCode(),
                senders);
    }

    private static String zeros(int size) {
        return "[" + "0,".repeat(size / 2 - 1) + "0]";
    }

    @Test
    void refusesNamesOfMoreThan256Characters() {
        var longest = "\ud83d\ude00".repeat(256);
        var refused = api.post("/sources", ADMIN, "{\"name\":\"x\",\"o\":[{\"" + longest + "x\":{\"a\":1}}]}");

        assertThat(api.post("/sources", ADMIN, "{\"name\":\"x\",\"o\":[{\"" + longest + "\":1}]}")
                        .status())
                .isEqualTo(201);
        assertThat(refused.faultyFields()).containsExactly("o[0]." + "\ud83d\ude00".repeat(64) + "…");
        assertThat(refused.text()).contains("at most 256 characters");
    }

    @Test
    void takesNamesThatMeetInOnePlaceOfTheParsersTable() {
        var names = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            names.append(",\"");
            for (int bit = 0; bit < 11; bit++) {
                names.append((i >> bit & 1) == 0 ? "Ab" : "BA");
            }
            names.append("\":0");
        }

        assertThat(api.post("/sources", ADMIN, "{\"name\":\"x\"" + names + "}").status())
                .isEqualTo(201);
    }

    @Test
    void saysWhatIsWrongWithASecondValue() {
        assertThat(api.post("/sources", ADMIN, "{\"name\":\"x\"} {}").text())
                .contains("must be one JSON value, with nothing after it");
    }
}
