package com.hiltreview.review;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets a request wait for its twin on this instance before it takes a database connection. */
class TwinRequests {
    private static final int STRIPES = 1024;

    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

    TwinRequests() {
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    <T> T oneByOne(Object key, Supplier<T> work) {
        var lock = locks[Math.floorMod(key.hashCode(), STRIPES)];
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
