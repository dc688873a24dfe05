package com.hiltreview.webhook;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time of one call; when it is over, what the call works on is closed, wherever the call stands. */
final class Deadline {
    private final int millis;
    private volatile long at;
    private @Nullable Closeable guarded;
    private boolean over;
    private boolean ended;

    Deadline(int millis) {
        this.millis = millis;
        this.at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    int millis() {
        return millis;
    }

    /** Never 0, which would mean without end to some. */
    long remainingNanos() {
        return Math.max(1, at - System.nanoTime());
    }

    boolean isDue(long now) {
        return at - now <= 0;
    }

    void shortenTo(int restMillis) {
        long earlier = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(restMillis);
        if (earlier - at < 0) {
            at = earlier;
        }
    }

    /** Closes this when the time is over, which may be now. */
    synchronized void guard(Closeable resource) {
        guarded = resource;
        if (over) {
            closeGuarded();
        }
    }

    synchronized boolean isOver() {
        return over || isDue(System.nanoTime());
    }

    synchronized void expire() {
        if (!ended && !over) {
            over = true;
            closeGuarded();
        }
    }

    /** Lets go of what is guarded, and tells whether that was not closed. */
    synchronized boolean endInTime() {
        ended = true;
        return !over;
    }

    private void closeGuarded() {
        try {
            if (guarded != null) {
                guarded.close();
            }
        } catch (IOException alreadyBroken) {
            // Then the call has noticed, too.
        }
    }
}
