package com.hiltreview.review;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Serializes work on the same key within this instance, before it takes a database connection. */
class StripedLocks {
    private static final int STRIPES = 1024;

    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

    StripedLocks() {
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    <T> T withLock(Object key, Supplier<T> work) {
        var lock = locks[Math.floorMod(key.hashCode(), STRIPES)];
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
