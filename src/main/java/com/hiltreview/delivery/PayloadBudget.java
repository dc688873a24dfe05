package com.hiltreview.delivery;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes of events that are held in memory to be sent, for all sources of this instance together. */
final class PayloadBudget {
    /** Parts of the total that one claim may take, so that several sources find room at the same time. */
    private static final int SHARES = 8;

    private final long share;
    private final AtomicLong free;

    /** @param total in bytes; a single event may exceed what is left of it */
    PayloadBudget(long total) {
        this.share = Math.max(1, total / SHARES);
        this.free = new AtomicLong(total);
    }

    /** Reserves one share in bytes, or returns 0 if there is no room for it now. */
    long reserve() {
        long before = free.getAndUpdate(bytes -> bytes >= share ? bytes - share : bytes);
        return before >= share ? share : 0;
    }

    /** Exchanges a reservation for what was claimed in fact. */
    void settle(long reserved, long claimed) {
        free.addAndGet(reserved - claimed);
    }

    void release(long bytes) {
        free.addAndGet(bytes);
    }
}
