package com.hiltreview.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Reads rows by their keys, with one statement for all keys that were asked for while the statement before was running. So
 * under load fewer statements run, and at most as many at the same time as there are processors; a single call is not delayed.
 *
 * <p>Nothing is kept: a key is read by a statement that starts after it was asked for, so each caller sees whatever was
 * committed before its call. A caller in a transaction reads alone: others must not see its changes, and it must not hold a
 * connection while it waits for another caller.
 */
public final class GatheredReads<K, V> {
    /** A caller that has waited this long reads alone: the statements that run may be stuck. */
    private static final long PATIENCE_SECONDS = 1;

    private final Function<List<K>, Map<K, V>> statement;
    private final int mostKeys;
    private final int atOnce;
    private final Queue<Call<K, V>> waiting = new ArrayDeque<>();
    private int running;

    /**
     * @param mostKeys that one statement reads; few if rows are large, since each caller waits for all of them
     * @param statement reads the rows of different keys; keys without a row are left out of its result
     */
    public GatheredReads(int mostKeys, Function<List<K>, Map<K, V>> statement) {
        this(mostKeys, statement, Runtime.getRuntime().availableProcessors());
    }

    GatheredReads(int mostKeys, Function<List<K>, Map<K, V>> statement, int atOnce) {
        this.mostKeys = mostKeys;
        this.statement = statement;
        this.atOnce = atOnce;
    }

    private static final class Call<K, V> {
        private final K key;
        /** The calls whose keys the caller must read now, or none if its own was read by another caller. */
        private final CompletableFuture<List<Call<K, V>>> turn = new CompletableFuture<>();

        private @Nullable V found;
        private @Nullable Throwable fault;

        Call(K key) {
            this.key = key;
        }

        Optional<V> result() {
            if (fault instanceof Error error) {
                throw error;
            }
            if (fault instanceof RuntimeException exception) {
                throw exception;
            }
            return Optional.ofNullable(found);
        }
    }

    /** The row with this key; a fault of the statement is thrown to every caller whose key it was to read. */
    public Optional<V> read(K key) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return readAlone(key);
        }
        var call = new Call<K, V>(key);
        var turn = startsNow(call) ? List.of(call) : turnOf(call);
        if (turn == null) {
            return readAlone(key);
        }
        if (!turn.isEmpty()) {
            run(turn);
        }
        return call.result();
    }

    private Optional<V> readAlone(K key) {
        return Optional.ofNullable(statement.apply(List.of(key)).get(key));
    }

    private boolean startsNow(Call<K, V> call) {
        synchronized (waiting) {
            if (running < atOnce) {
                running++;
                return true;
            }
            waiting.add(call);
            return false;
        }
    }

    /** Null if it has waited too long, and is withdrawn. */
    private @Nullable List<Call<K, V>> turnOf(Call<K, V> call) {
        try {
            return call.turn.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            synchronized (waiting) {
                if (waiting.remove(call)) {
                    return null;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
        return call.turn.join();
    }

    private void run(List<Call<K, V>> calls) {
        try {
            var found = statement.apply(
                    calls.stream().map(call -> call.key).distinct().toList());
            calls.forEach(call -> call.found = found.get(call.key));
        } catch (DataAccessResourceFailureException unreachable) {
            fail(calls, unreachable);
            // The database is away: those who wait would learn the same, one batch after the other.
            fail(allWaiting(), unreachable);
        } catch (RuntimeException | Error fault) {
            fail(calls, fault);
        } finally {
            calls.forEach(call -> call.turn.complete(List.of()));
            passOn();
        }
    }

    private static <K, V> void fail(List<Call<K, V>> calls, Throwable fault) {
        for (var call : calls) {
            call.fault = fault;
            call.turn.complete(List.of());
        }
    }

    private List<Call<K, V>> allWaiting() {
        synchronized (waiting) {
            var all = List.copyOf(waiting);
            waiting.clear();
            return all;
        }
    }

    /** Lets the caller that has waited longest read for all that wait. */
    private void passOn() {
        var next = new ArrayList<Call<K, V>>();
        synchronized (waiting) {
            while (next.size() < mostKeys && !waiting.isEmpty()) {
                next.add(waiting.remove());
            }
            if (next.isEmpty()) {
                running--;
            }
        }
        if (!next.isEmpty()) {
            next.getFirst().turn.complete(next);
        }
    }

    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }
}
