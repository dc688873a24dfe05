package com.hiltreview.review;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets requests for the same thing follow each other on this instance, before they take a database connection. */
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
