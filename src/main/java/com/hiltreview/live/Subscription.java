package com.hiltreview.live;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A wait for signals of a topic; several signals between two calls of {@link #await} count as one. */
public final class Subscription implements AutoCloseable {
    private final Signals signals;
    private final Topic topic;
    private final Semaphore signal = new Semaphore(0);
    private volatile boolean over;

    Subscription(Signals signals, Topic topic) {
        this.signals = signals;
        this.topic = topic;
    }

    /**
     * Waits for the next signal, or takes the one that has come since the last call. Blocks only the current thread.
     *
     * @return true after a signal, even if nothing has happened; false if the wait is over, because the timeout expired,
     *     the service stops or the thread was interrupted
     */
    public boolean await(Duration timeout) {
        if (over) {
            return false;
        }
        try {
            boolean signalled = signal.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
            int others = signal.drainPermits();
            return (signalled || others > 0) && !over;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        signals.remove(this);
    }

    Topic topic() {
        return topic;
    }

    void wake() {
        signal.release();
    }

    /** Ends the current wait, and every later one at once. */
    void end() {
        over = true;
        signal.release();
    }
}
