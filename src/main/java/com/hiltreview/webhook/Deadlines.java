package com.hiltreview.webhook;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enforces the time limits of all calls with one thread that checks them every few milliseconds. That costs less for each
 * call than an entry in a timer's queue.
 */
final class Deadlines implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

    private final Set<Deadline> running = ConcurrentHashMap.newKeySet();
    private final Thread watcher;
    private volatile boolean asleep;
    private volatile boolean closed;

    Deadlines() {
        watcher = Thread.ofPlatform().daemon().name("webhook-deadlines").start(this::watch);
    }

    Deadline start(int millis) {
        var deadline = new Deadline(millis);
        running.add(deadline);
        if (asleep) {
            LockSupport.unpark(watcher);
        }
        return deadline;
    }

    void stop(Deadline deadline) {
        running.remove(deadline);
    }

    private void watch() {
        while (!closed) {
            asleep = true;
            if (running.isEmpty()) {
                LockSupport.park(this);
            }
            asleep = false;
            try {
                expireWhatIsDue();
            } catch (RuntimeException | Error fault) {
                // Without this thread, calls would have no time limit.
                log.error("The time limits of calls are looked at again", fault);
            }
            LockSupport.parkNanos(this, TICK);
        }
    }

    private void expireWhatIsDue() {
        long now = System.nanoTime();
        for (var deadline : running) {
            if (deadline.isDue(now)) {
                deadline.expire();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watcher);
    }
}
