package com.hiltreview.delivery;

import java.util.concurrent.atomic.AtomicLong;

/** Limits the bytes of events that are held in memory to be sent, for all sources of this instance together. */
final class PayloadBudget {
    /** A claim may take one such part of the total, so that several sources can claim at the same time. */
    private static final int SHARES = 8;

    private final long share;
    private final AtomicLong free;

    /** @param total in bytes; a single event may exceed what is left */
    PayloadBudget(long total) {
        this.share = Math.max(1, total / SHARES);
        this.free = new AtomicLong(total);
    }

    /** Reserves one share in bytes, or returns 0 if there is no room for it now. */
    long reserve() {
        long before = free.getAndUpdate(bytes -> bytes >= share ? bytes - share : bytes);
        return before >= share ? share : 0;
    }

    /** Replaces a reservation by the size of the events that were claimed. */
    void settle(long reserved, long claimed) {
        free.addAndGet(reserved - claimed);
    }

    void release(long bytes) {
        free.addAndGet(bytes);
    }
}
