package com.hiltreview.review;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.live.Signals;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.ReviewingTest;
import com.hiltreview.testing.SilentDecision;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

class DecisionWaitTests extends ReviewingTest {
    private static final Duration WAIT = Duration.ofSeconds(20);

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Signals signals;

    @SuppressWarnings("NullAway.Init")
    private Answer created;

    @SuppressWarnings("NullAway.Init")
    private UUID task;

    @BeforeEach
    void prepare() {
        created = api.newTask(source);
        task = Api.idOf(created);
    }

    @Test
    void answersAsSoonAsTheTaskIsDecided() {
        var waiting = startWaiting();
        decide();
        long decidedAt = System.nanoTime();
        var answer = waiting.join();
        assertThat(Duration.ofNanos(System.nanoTime() - decidedAt)).isLessThan(Duration.ofSeconds(1));
        assertThat(answer.json().get("status").stringValue()).isEqualTo("APPROVED");
        assertThat(answer.text())
                .isEqualTo(api.get("/review-tasks/" + task, ADMIN).text());
    }

    @Test
    void answersAtOnceIfTheTaskIsDecided() {
        decide();
        var answer = timed(Duration.ZERO, Duration.ofSeconds(2), () -> get("?wait=60"));
        assertThat(answer.json().get("status").stringValue()).isEqualTo("APPROVED");
    }

    @Test
    void answersWithThePendingTaskWhenTheTimeIsUp() {
        var answer = timed(Duration.ofSeconds(1), Duration.ofSeconds(4), () -> get("?wait=1"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(created.json());
        assertThat(answer.etag()).isEqualTo(created.etag());
    }

    @Test
    void evaluatesIfNoneMatchAfterTheWait() {
        var unchanged = timed(
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                () -> api.get("/review-tasks/" + task + "?wait=1", source.key(), "If-None-Match", created.etag()));
        assertThat(unchanged.status()).isEqualTo(304);
        var waiting = start(
                () -> api.get("/review-tasks/" + task + "?wait=20", source.key(), "If-None-Match", created.etag()));
        decide();
        assertThat(waiting.join().status()).isEqualTo(200);
    }

    @Test
    void findsADecisionWithoutASignal() {
        var waiting = startWaiting();
        SilentDecision.of(task, jdbc);
        var answer = timed(Duration.ZERO, Duration.ofSeconds(3), waiting::join);
        assertThat(answer.json().get("status").stringValue()).isEqualTo("DENIED");
    }

    @Test
    void answersAsSoonAsChangesAreAskedFor() {
        var waiting = startWaiting();
        requestChanges();
        var answer = timed(Duration.ZERO, Duration.ofSeconds(1), waiting::join);
        assertThat(answer.json().get("awaiting").stringValue()).isEqualTo("agent");
        assertThat(answer.json().at("/change_request/comment").stringValue()).isEqualTo("Shorter");
    }

    @Test
    void answersAtOnceWhileTheTaskAwaitsItsAgentAndWaitsAgainAfterTheRevision() {
        requestChanges();
        var answer = timed(Duration.ZERO, Duration.ofSeconds(2), () -> get("?wait=60"));
        assertThat(answer.json().get("awaiting").stringValue()).isEqualTo("agent");

        api.post(
                "/review-tasks/" + task + "/revisions",
                source.key(),
                "{\"blocks\":[{\"id\":\"body\",\"type\":\"plaintext\",\"content\":\"Short\"}]}");
        var waiting = startWaiting();
        decide();
        assertThat(waiting.join().json().get("status").stringValue()).isEqualTo("APPROVED");
    }

    @Test
    void findsAChangeRequestWithoutASignal() {
        var waiting = startWaiting();
        jdbc.update("""
                update review_tasks
                set change_request = '{"comment":"x","requested_by":"a@b.test","requested_at":"2026-11-28T00:00:00.000Z"}',
                    version = version + 1
                where id = ?""", task);
        var answer = timed(Duration.ZERO, Duration.ofSeconds(3), waiting::join);
        assertThat(answer.json().get("awaiting").stringValue()).isEqualTo("agent");
    }

    @Test
    void continuesToWaitWhileTheTaskIsEdited() {
        var waiting = startWaiting();
        api.patch(
                "/review-tasks/" + task + "/blocks", reviewer, "{\"blocks\":[{\"id\":\"body\",\"content\":\"New\"}]}");
        assertThat(signals.waitedFor("task-answered")).contains(task);
        decide();
        assertThat(waiting.join().json().at("/blocks_final/0/content").stringValue())
                .isEqualTo("New");
    }

    @Test
    void leavesNoSubscription() {
        var waiting = startWaiting();
        decide();
        waiting.join();
        await().atMost(WAIT).until(() -> !signals.waitedFor("task-answered").contains(task));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "61", "-1", "x", "1.5", "99999999999"})
    void refusesAWaitOutsideOneToSixtySeconds(String wait) {
        var refused = get("?wait=" + wait);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.faultyFields()).containsExactly("wait");
    }

    @Test
    void doesNotWaitForATaskThatTheCallerMayNotSee() {
        var other = api.newSource();
        var foreign = timed(
                Duration.ZERO, Duration.ofSeconds(2), () -> api.get("/review-tasks/" + task + "?wait=60", other.key()));
        assertThat(foreign.status()).isEqualTo(404);
        var unknown = timed(
                Duration.ZERO,
                Duration.ofSeconds(2),
                () -> api.get("/review-tasks/" + UUID.randomUUID() + "?wait=60", ADMIN));
        assertThat(unknown.status()).isEqualTo(404);
    }

    private Answer get(String query) {
        return api.get("/review-tasks/" + task + query, source.key());
    }

    private CompletableFuture<Answer> startWaiting() {
        return start(() -> get("?wait=" + WAIT.toSeconds()));
    }

    private CompletableFuture<Answer> start(Supplier<Answer> call) {
        var waiting = CompletableFuture.supplyAsync(call, Executors.newVirtualThreadPerTaskExecutor());
        await().atMost(WAIT).until(() -> signals.waitedFor("task-answered").contains(task));
        assertThat(waiting).isNotDone();
        return waiting;
    }

    private static <T> T timed(Duration atLeast, Duration atMost, Supplier<T> call) {
        long start = System.nanoTime();
        var result = call.get();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(atLeast, atMost);
        return result;
    }

    private void requestChanges() {
        assertThat(api.post("/review-tasks/" + task + "/change-request", reviewer, "{\"comment\":\"Shorter\"}")
                        .status())
                .isEqualTo(200);
    }

    private void decide() {
        assertThat(api.post("/review-tasks/" + task + "/decision", reviewer, "{\"decision\":\"APPROVE\"}")
                        .status())
                .isEqualTo(200);
    }
}
