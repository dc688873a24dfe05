package com.hiltreview.compute;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Serializes work on the same key within this instance, before it takes a database connection. */
public class StripedLocks {
    private static final int STRIPES = 1024;

    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

    public StripedLocks() {
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    public <T> T withLock(Object key, Supplier<T> work) {
        var lock = locks[Math.floorMod(key.hashCode(), STRIPES)];
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
