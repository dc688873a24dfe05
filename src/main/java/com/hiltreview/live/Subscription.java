package com.hiltreview.live;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One who waits for signals of a topic; those that come between two calls of {@link #await} are remembered as one. */
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
     * Waits for the next signal, or takes the one that has come since the last call. Blocks only the present thread.
     *
     * @return true after a signal, which may come without anything having happened; false where the time is up, the
     *     service goes down or the thread is interrupted, so that there is nothing more to wait for
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

    /** From now on nothing is waited for. */
    void end() {
        over = true;
        signal.release();
    }
}
