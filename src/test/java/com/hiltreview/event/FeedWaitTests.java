package com.hiltreview.event;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.live.Signals;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.ReviewingTest;
import com.hiltreview.testing.SilentDecision;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;

class FeedWaitTests extends ReviewingTest {
    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Signals signals;

    @Test
    void answersAsSoonAsThereIsAnEvent() {
        var waiting = startWaiting("?wait=20");
        var task = api.newApproval(source, reviewer);
        long decidedAt = System.nanoTime();
        var page = waiting.join();
        assertThat(Duration.ofNanos(System.nanoTime() - decidedAt)).isLessThan(Duration.ofSeconds(1));
        assertThat(tasks(page)).containsExactly(task);
    }

    @Test
    void answersAsSoonAsChangesAreAskedFor() {
        api.patch("/sources/" + source.id(), ADMIN, """
                {"delivery":{"events":["decision","changes_requested"]}}""");
        var task = Api.idOf(api.newTask(source));
        var waiting = startWaiting("?wait=20");
        api.post("/review-tasks/" + task + "/change-request", reviewer, "{\"comment\":\"Shorter\"}");
        var page = timed(Duration.ZERO, Duration.ofSeconds(1), waiting::join);
        assertThat(page.json().at("/items/0/type").stringValue()).isEqualTo("review_task.changes_requested");
        assertThat(tasks(page)).containsExactly(task);
    }

    @Test
    void waitsForEventsAfterTheCursor() {
        var before = api.newApproval(source, reviewer);
        var first = api.get(feed("?wait=20"), source.key());
        assertThat(tasks(first)).containsExactly(before);
        var waiting =
                startWaiting("?wait=20&after=" + first.json().get("next_cursor").stringValue());
        var task = api.newApproval(source, reviewer);
        assertThat(tasks(waiting.join())).containsExactly(task);
    }

    @Test
    void answersAtOnceIfThereIsAnEvent() {
        var task = api.newApproval(source, reviewer);
        await().until(() -> !tasks(api.get(feed(""), source.key())).isEmpty());
        var page = timed(Duration.ZERO, Duration.ofSeconds(2), () -> api.get(feed("?wait=60"), source.key()));
        assertThat(tasks(page)).containsExactly(task);
    }

    @Test
    void waitsForEventsThatTheParametersInclude() {
        api.newApproval(source, reviewer);
        await().until(() -> !tasks(api.get(feed(""), source.key())).isEmpty());
        var event =
                api.get(feed(""), source.key()).json().at("/items/0/event_id").stringValue();
        api.post(feed("/ack"), source.key(), "{\"event_ids\":[\"%s\"]}".formatted(event));
        var all = timed(
                Duration.ZERO,
                Duration.ofSeconds(2),
                () -> api.get(feed("?wait=60&include_delivered=true"), source.key()));
        assertThat(tasks(all)).hasSize(1);
        var none = timed(Duration.ofSeconds(1), Duration.ofSeconds(4), () -> api.get(feed("?wait=1"), source.key()));
        assertThat(tasks(none)).isEmpty();
    }

    @Test
    void answersWithAnEmptyPageAndACursorWhenTheTimeIsUp() {
        var page = timed(Duration.ofSeconds(1), Duration.ofSeconds(4), () -> api.get(feed("?wait=1"), source.key()));
        assertThat(page.status()).isEqualTo(200);
        assertThat(tasks(page)).isEmpty();
        assertThat(page.json().get("next_cursor").stringValue()).isNotEmpty();
    }

    @Test
    void answersWhenTheTransactionThatHeldTheEventBackEnds(@Autowired PlatformTransactionManager transactions) {
        var waiting = startWaiting("?wait=20");
        var older = transactions.getTransaction(TransactionDefinition.withDefaults());
        UUID task;
        try {
            jdbc.queryForObject("select pg_current_xact_id()::text", String.class);
            task = api.newApproval(source, reviewer);
            // Long enough for at least one look of each second.
            assertThat(waiting.copy()
                            .completeOnTimeout(null, 1_500, TimeUnit.MILLISECONDS)
                            .join())
                    .as("held back")
                    .isNull();
        } finally {
            transactions.rollback(older);
        }
        var page = timed(Duration.ZERO, Duration.ofSeconds(1), waiting::join);
        assertThat(tasks(page)).containsExactly(task);
    }

    @Test
    void findsAnEventWithoutASignal() {
        var task = Api.idOf(api.newTask(source));
        var waiting = startWaiting("?wait=20");
        SilentDecision.of(task, jdbc);
        var page = timed(Duration.ZERO, Duration.ofSeconds(3), waiting::join);
        assertThat(tasks(page)).containsExactly(task);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "61", "x"})
    void refusesAWaitOutsideOneToSixtySeconds(String wait) {
        var refused = api.get(feed("?wait=" + wait), source.key());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.faultyFields()).containsExactly("wait");
    }

    private CompletableFuture<Answer> startWaiting(String query) {
        var waiting = CompletableFuture.supplyAsync(
                () -> api.get(feed(query), source.key()), Executors.newVirtualThreadPerTaskExecutor());
        await().until(() -> signals.waitedFor("decision-events").contains(source.id()));
        assertThat(waiting).isNotDone();
        return waiting;
    }

    private String feed(String rest) {
        return "/sources/" + source.id() + "/decision-events" + rest;
    }

    private static List<UUID> tasks(Answer page) {
        return page.json()
                .get("items")
                .valueStream()
                .map(event -> UUID.fromString(event.get("task_id").stringValue()))
                .toList();
    }

    private static <T> T timed(Duration atLeast, Duration atMost, Supplier<T> call) {
        long start = System.nanoTime();
        var result = call.get();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(atLeast, atMost);
        return result;
    }
}
