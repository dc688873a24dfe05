package com.hiltreview.delivery;

import com.hiltreview.paging.Batch;
import com.hiltreview.paging.OldRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Deletes old delivery attempts from the log. */
@Service
public class AttemptRetention {
    private static final Duration KEPT = Duration.ofDays(30);

    private final OldRows attempts;
    private final Clock clock;

    AttemptRetention(JdbcTemplate jdbc, Clock clock) {
        this.attempts = new OldRows(jdbc, "delivery_attempts", "event_id, attempt", "attempted_at");
        this.clock = clock;
    }

    /**
     * Deletes some of the attempts that are at least 30 days old, in one short transaction.
     *
     * @param from null at first, then what the last batch returned
     */
    public Batch<Instant> dropSome(@Nullable Instant from) {
        return attempts.dropSome(
                Objects.requireNonNullElse(from, Instant.EPOCH), clock.instant().minus(KEPT));
    }
}
