package com.hiltreview.webhook;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time limit of one call. When it expires, the resource that the call uses is closed, whatever the call is doing. */
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

    /** Never 0, which some methods take for no limit. */
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

    /** Closes this resource when the time expires, or now if it has. */
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

    /** Stops guarding the resource, and returns whether it is still open. */
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
            // The call has noticed the failure, too.
        }
    }
}
