package com.hiltreview.paging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers for two seconds which lists are so long that they need not be counted again. */
public class LargeCounts {
    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(2);
    private static final int MAX_REMEMBERED = 1000;

    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();
    private final int threshold;
    private final Clock clock;

    /** @param threshold lists with more items are remembered */
    public LargeCounts(int threshold, Clock clock) {
        this.threshold = threshold;
        this.clock = clock;
    }

    /** After expiry, one caller counts again; the others use the old answer meanwhile. */
    public boolean isKnownLarge(String list) {
        var expiry = expiries.get(list);
        var now = clock.instant();
        return expiry != null && (now.isBefore(expiry) || !expiries.replace(list, expiry, now.plus(REMEMBERED_FOR)));
    }

    public void remember(String list, int count) {
        if (count <= threshold) {
            expiries.remove(list);
            return;
        }
        if (expiries.size() >= MAX_REMEMBERED) {
            expiries.clear();
        }
        expiries.put(list, clock.instant().plus(REMEMBERED_FOR));
    }
}
