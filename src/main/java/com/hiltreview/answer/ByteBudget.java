package com.hiltreview.answer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits the bytes that are held at the same time, in total and by each owner. If nothing else is held, a reservation of any
 * size succeeds.
 */
final class ByteBudget {
    private final long total;
    private final long share;
    private final Map<Object, Long> heldBy = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private long held;

    /** @param share limit of one owner, in bytes */
    ByteBudget(long total, long share) {
        this.total = total;
        this.share = share;
    }

    /** Waits until there is room; returns false if there is none in time. */
    boolean acquire(Object owner, long bytes, Duration patience) {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!fits(owner, bytes)) {
                if (left <= 0) {
                    return false;
                }
                left = released.awaitNanos(left);
            }
            add(owner, bytes);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Adds bytes regardless of the limits, if their number became known too late. */
    void force(Object owner, long bytes) {
        lock.lock();
        try {
            add(owner, bytes);
        } finally {
            lock.unlock();
        }
    }

    void release(Object owner, long bytes) {
        lock.lock();
        try {
            add(owner, -bytes);
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(Object owner, long bytes) {
        long own = heldBy.getOrDefault(owner, 0L);
        return (own == 0 || own + bytes <= share) && (held == 0 || held + bytes <= total);
    }

    private void add(Object owner, long bytes) {
        held += bytes;
        long own = heldBy.merge(owner, bytes, Long::sum);
        if (own == 0) {
            heldBy.remove(owner);
        }
    }
}
