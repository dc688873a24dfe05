package com.hiltreview.sql;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;

class GatheredWritesTests {
    private final List<List<String>> statements = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> firstMayEnd = new CompletableFuture<>();
    private final GatheredWrites<String, String> writes = new GatheredWrites<>(8, this::write, 1);

    /** Refuses a statement that has "refused", and loses the connection of one that has "lost". The first takes until it may end. */
    private List<String> write(List<String> changes) {
        statements.add(changes);
        if (statements.size() == 1) {
            firstMayEnd.join();
        }
        if (changes.contains("refused")) {
            throw new DataIntegrityViolationException("refused");
        }
        if (changes.contains("lost")) {
            throw new DataAccessResourceFailureException("lost");
        }
        return changes.stream().map(change -> change + " written").toList();
    }

    @Test
    void writesAtOnceWhatIsAskedForAtOneTime() throws Exception {
        var results = whileTheFirstWrites("a", "b", "b");

        assertThat(results.get(0).get()).isEqualTo("a written");
        assertThat(results.get(1).get()).isEqualTo("b written");
        assertThat(results.get(2).get()).isEqualTo("b written");
        assertThat(statements).hasSize(2);
        assertThat(statements.get(1)).as("equal changes are still two").containsExactlyInAnyOrder("a", "b", "b");
    }

    @Test
    void writesEachAloneIfTheStatementForAllIsRefused() throws Exception {
        var results = whileTheFirstWrites("a", "refused", "b");

        assertThat(results.get(0).get()).isEqualTo("a written");
        assertThatThrownBy(() -> results.get(1).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(DataIntegrityViolationException.class);
        assertThat(results.get(2).get()).isEqualTo("b written");
        assertThat(statements).contains(List.of("a"), List.of("refused"), List.of("b"));
    }

    @Test
    void doesNotRepeatARefusedChangeThatWasAlone() {
        firstMayEnd.complete(null);

        assertThatThrownBy(() -> writes.write("refused")).isInstanceOf(DataIntegrityViolationException.class);
        assertThat(statements).containsExactly(List.of("refused"));
    }

    @Test
    void repeatsNothingThatMayHaveBeenWritten() throws Exception {
        var results = whileTheFirstWrites("a", "lost");

        for (var result : results) {
            assertThatThrownBy(result::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(DataAccessResourceFailureException.class);
        }
        assertThat(statements).hasSize(2);
    }

    private List<Future<String>> whileTheFirstWrites(String... changes) throws Exception {
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = callers.submit(() -> writes.write("first"));
            await().until(() -> statements.size() == 1);
            var results = Arrays.stream(changes)
                    .map(change -> callers.submit(() -> writes.write(change)))
                    .toList();
            await().until(() -> writes.waiting() == changes.length);
            firstMayEnd.complete(null);
            assertThat(first.get(10, SECONDS)).isEqualTo("first written");
            return results;
        }
    }
}
