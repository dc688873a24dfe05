package com.hiltreview.review;

import com.hiltreview.compute.StripedLocks;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;

/**
 * A change that loses the version race is retried under a lock for its task, so that many changes of one task on this
 * instance do not overtake each other again and again; no connection is held while waiting for the lock.
 */
@Component
class ChangeRetries {
    private static final int MAX_TRIES = 50;

    private final StripedLocks locks = new StripedLocks();

    ChangeRetries() {}

    /** @param change returns null if another change was committed between its read and its write */
    <T> T untilNotOvertaken(UUID taskId, Supplier<@Nullable T> change) {
        var done = change.get();
        return done != null ? done : locks.withLock(taskId, () -> retry(change));
    }

    private static <T> T retry(Supplier<@Nullable T> change) {
        for (int tries = 1; tries <= MAX_TRIES; tries++) {
            var done = change.get();
            if (done != null) {
                return done;
            }
        }
        throw new OptimisticLockingFailureException("Overtaken " + MAX_TRIES + " times");
    }
}
