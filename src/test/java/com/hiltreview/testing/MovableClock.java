package com.hiltreview.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.context.annotation.Primary;

/**
 * The clock of the service under test: the system's, until a test moves it. A test that needs days begins in the past and ends
 * at the present, so that no row of its own lies in the future of the tests that follow.
 *
 * <p>db-scheduler has a clock of its own, which no test moves.
 */
@Primary
public final class MovableClock extends Clock {
    private static final Clock SYSTEM = Clock.tickMillis(ZoneOffset.UTC);

    private volatile Clock current = SYSTEM;

    public void stopAt(Instant moment) {
        current = Clock.fixed(moment, ZoneOffset.UTC);
    }

    /** Goes on, but this far behind the system's clock. */
    public void runBehind(Duration delay) {
        current = Clock.offset(SYSTEM, delay.negated());
    }

    /** Goes with the system's clock again. */
    public void goOn() {
        current = SYSTEM;
    }

    @Override
    public Instant instant() {
        return current.instant();
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
