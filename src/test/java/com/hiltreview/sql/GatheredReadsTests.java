package com.hiltreview.sql;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class GatheredReadsTests {
    private final List<List<Integer>> statements = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> firstMayEnd = new CompletableFuture<>();
    private final GatheredReads<Integer, String> reads = new GatheredReads<>(50, this::read, 1);

    /** Knows all but negative numbers; the first statement takes until it may end. */
    private Map<Integer, String> read(List<Integer> keys) {
        statements.add(keys);
        if (statements.size() == 1) {
            firstMayEnd.join();
        }
        if (keys.contains(13)) {
            throw new IllegalStateException("13");
        }
        return keys.stream()
                .filter(key -> key >= 0)
                .collect(Collectors.toMap(Function.identity(), key -> "row " + key));
    }

    @Test
    void readsAloneWhatIsAskedForAlone() {
        firstMayEnd.complete(null);

        assertThat(reads.read(1)).contains("row 1");
        assertThat(reads.read(-1)).isEmpty();
        assertThat(statements).containsExactly(List.of(1), List.of(-1));
    }

    @Test
    void readsAtOnceWhatIsAskedForMeanwhile() throws Exception {
        var answers = whileTheFirstReads(2, 3, 3, -1);

        assertThat(answers.get(0).get()).contains("row 2");
        assertThat(answers.get(1).get()).contains("row 3");
        assertThat(answers.get(2).get()).contains("row 3");
        assertThat(answers.get(3).get()).isEmpty();
        assertThat(statements).hasSize(2);
        assertThat(statements.get(1)).containsExactlyInAnyOrder(2, 3, -1);
    }

    @Test
    void readsAtMostFiftyRowsWithOneStatement() throws Exception {
        var answers = whileTheFirstReads(
                IntStream.rangeClosed(1, 70).filter(key -> key != 13).toArray());

        for (var answer : answers) {
            assertThat(answer.get()).isPresent();
        }
        assertThat(statements.stream().map(List::size)).containsExactly(1, 50, 19);
    }

    @Test
    void reportsAFaultToEachWhoseKeyWasToBeRead() throws Exception {
        var answers = whileTheFirstReads(13, 14);

        for (var answer : answers) {
            assertThatThrownBy(answer::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
        assertThat(reads.read(14)).contains("row 14");
    }

    /** The statement that runs may be stuck on a connection that has gone. */
    @Test
    void readsAloneAfterASecond() throws Exception {
        var first = CompletableFuture.supplyAsync(() -> reads.read(0));
        while (statements.isEmpty()) {
            Thread.onSpinWait();
        }

        assertThat(reads.read(1)).contains("row 1");
        assertThat(first).isNotDone();
        firstMayEnd.complete(null);
        assertThat(first.get(10, SECONDS)).contains("row 0");
    }

    @Test
    void failsAllThatWaitIfTheDatabaseIsAway() throws Exception {
        var unreachable = new GatheredReads<Integer, String>(
                1,
                keys -> {
                    statements.add(keys);
                    firstMayEnd.join();
                    throw new DataAccessResourceFailureException("away");
                },
                1);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var answers = IntStream.range(0, 10)
                .mapToObj(key -> CompletableFuture.supplyAsync(() -> unreachable.read(key), threads))
                .toList();
        while (unreachable.waiting() < 9) {
            Thread.onSpinWait();
        }
        firstMayEnd.complete(null);

        for (var answer : answers) {
            assertThatThrownBy(() -> answer.get(10, SECONDS))
                    .hasCauseInstanceOf(DataAccessResourceFailureException.class);
        }
        assertThat(statements).hasSize(1);
    }

    @Test
    void readsAloneInATransaction() throws Exception {
        var first = CompletableFuture.supplyAsync(() -> reads.read(0));
        while (statements.isEmpty()) {
            Thread.onSpinWait();
        }
        TransactionSynchronizationManager.setActualTransactionActive(true);
        try {
            assertThat(reads.read(1)).contains("row 1");
            assertThat(first).isNotDone();
        } finally {
            TransactionSynchronizationManager.setActualTransactionActive(false);
            firstMayEnd.complete(null);
        }
        assertThat(first.get(10, SECONDS)).contains("row 0");
    }

    /** Asks for the keys while a statement for another one runs, which then ends. */
    private List<CompletableFuture<Optional<String>>> whileTheFirstReads(int... keys) throws Exception {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var first = CompletableFuture.supplyAsync(() -> reads.read(0), threads);
        while (statements.isEmpty()) {
            Thread.onSpinWait();
        }
        var answers = IntStream.of(keys)
                .mapToObj(key -> CompletableFuture.supplyAsync(() -> reads.read(key), threads))
                .toList();
        while (reads.waiting() < keys.length) {
            Thread.onSpinWait();
        }
        firstMayEnd.complete(null);
        assertThat(first.get(10, SECONDS)).contains("row 0");
        return answers;
    }
}
