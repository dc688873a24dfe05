package com.hiltreview.sql;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Makes changes with one statement, and one commit, for all that were asked for while the statement before was running. A single
 * change is not delayed.
 *
 * <p>If the statement fails, nothing of it is written. Each caller then makes its own change alone, so that no change fails
 * because of another one.
 */
public final class GatheredWrites<W, R> {
    private final Function<List<W>, List<R>> statement;
    private final GatheredReads<Write<W>, R> gathered;

    /**
     * @param mostWrites that one statement makes; few if they are large, since each caller waits for all of them
     * @param statement makes the changes, and returns the result of each in their order
     */
    public GatheredWrites(int mostWrites, Function<List<W>, List<R>> statement) {
        this.statement = statement;
        this.gathered = new GatheredReads<>(mostWrites, this::write);
    }

    GatheredWrites(int mostWrites, Function<List<W>, List<R>> statement, int atOnce) {
        this.statement = statement;
        this.gathered = new GatheredReads<>(mostWrites, this::write, atOnce);
    }

    /** One call's change. Equal ones are different changes, so this is a class and not a record. */
    private static final class Write<W> {
        private final W value;

        Write(W value) {
            this.value = value;
        }
    }

    /** Thrown to each caller of a statement that failed for several of them. */
    private static final class FailedTogetherException extends RuntimeException {
        FailedTogetherException(RuntimeException cause) {
            super(cause);
        }
    }

    /** Makes a change, alone or with others, and returns its result. */
    public R write(W change) {
        try {
            return gathered.read(new Write<>(change)).orElseThrow();
        } catch (FailedTogetherException failedTogether) {
            return writeAlone(change);
        }
    }

    /** Makes a change that is too large to be made with others. */
    public R writeAlone(W change) {
        return statement.apply(List.of(change)).getFirst();
    }

    private Map<Write<W>, R> write(List<Write<W>> writes) {
        var changes = writes.stream().map(write -> write.value).toList();
        try {
            var results = statement.apply(changes);
            var byWrite = new IdentityHashMap<Write<W>, R>();
            for (int i = 0; i < writes.size(); i++) {
                byWrite.put(writes.get(i), results.get(i));
            }
            return byWrite;
        } catch (DataAccessResourceFailureException unreachable) {
            // Whether it was written is unknown, so it must not be tried again.
            throw unreachable;
        } catch (RuntimeException fault) {
            throw writes.size() == 1 ? fault : new FailedTogetherException(fault);
        }
    }

    int waiting() {
        return gathered.waiting();
    }
}
