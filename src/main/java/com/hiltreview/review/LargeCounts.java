package com.hiltreview.review;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers for a short time which lists are so long that counting them again would give the same answer. */
class LargeCounts {
    /** A count above this cannot fall below {@link TaskListQuery#COUNT_LIMIT} while it is remembered. */
    static final int THRESHOLD = 2 * TaskListQuery.COUNT_LIMIT;

    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(2);
    private static final int MAX_REMEMBERED = 1000;

    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();
    private final Clock clock;

    LargeCounts(Clock clock) {
        this.clock = clock;
    }

    /** After expiry, one caller counts again; the others use the old answer meanwhile. */
    boolean isKnownLarge(String list) {
        var expiry = expiries.get(list);
        var now = clock.instant();
        return expiry != null && (now.isBefore(expiry) || !expiries.replace(list, expiry, now.plus(REMEMBERED_FOR)));
    }

    void remember(String list, int count) {
        if (count <= THRESHOLD) {
            expiries.remove(list);
            return;
        }
        if (expiries.size() >= MAX_REMEMBERED) {
            expiries.clear();
        }
        expiries.put(list, clock.instant().plus(REMEMBERED_FOR));
    }
}
