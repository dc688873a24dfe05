package com.hiltreview.testing;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Primary;

/**
 * The clock of the service under test: the system's, until a test stops it at some moment. A test that needs days begins in
 * the past and ends at the present, so that no row of its own lies in the future of the tests that follow.
 */
@Primary
public final class MovableClock extends Clock {
    private static final Clock SYSTEM = Clock.tickMillis(ZoneOffset.UTC);

    private volatile @Nullable Instant stoppedAt;

    public void stopAt(Instant moment) {
        stoppedAt = moment;
    }

    public void goOn() {
        stoppedAt = null;
    }

    @Override
    public Instant instant() {
        var moment = stoppedAt;
        return moment == null ? SYSTEM.instant() : moment;
    }

    @Override
    public ZoneId getZone() {
        return SYSTEM.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
