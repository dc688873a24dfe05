package com.hiltreview.delivery;

import com.hiltreview.paging.Batch;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Drops delivery attempts from the log when their time is over. */
@Service
public class AttemptRetention {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int BATCH = 500;

    private static final String DROP = """
            with old as materialized (
                select event_id, attempt, attempted_at from delivery_attempts
                where attempted_at between ? and ?
                order by attempted_at limit %d
                for update skip locked
            ), dropped as (
                delete from delivery_attempts a using old
                where a.event_id = old.event_id and a.attempt = old.attempt
            )
            select count(*) as dropped, max(attempted_at) as last from old
            """.formatted(BATCH);

    private final JdbcTemplate jdbc;
    private final Clock clock;

    AttemptRetention(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Drops some of the attempts that are 30 days old or older, in one short transaction.
     *
     * @param from null at first, and then what the last batch says
     */
    public Batch<Instant> dropSome(@Nullable Instant from) {
        return jdbc.queryForObject(
                DROP,
                (row, number) -> {
                    int dropped = row.getInt("dropped");
                    return new Batch<>(
                            dropped,
                            dropped < BATCH
                                    ? null
                                    : row.getObject("last", OffsetDateTime.class)
                                            .toInstant());
                },
                Timestamp.from(Objects.requireNonNullElse(from, Instant.EPOCH)),
                Timestamp.from(clock.instant().minus(KEPT)));
    }
}
