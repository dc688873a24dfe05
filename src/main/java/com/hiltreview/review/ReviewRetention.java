package com.hiltreview.review;

import com.hiltreview.paging.Batch;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Ends what was kept long enough, in batches of one short transaction. */
@Service
public class ReviewRetention {
    private static final int BATCH = 500;

    /**
     * The next tasks come from the index alone, whatever PostgreSQL expects of the rest; those that must wait are passed
     * over. A task that somebody holds is being changed, and so not due. The delivery is asked for in a subquery that
     * cannot be turned into a join: no statistics shall make it read all events.
     */
    private static final String ARCHIVE = """
            with next as materialized (
                select id, idle_since from review_tasks
                where idle_since <= ? and (idle_since, id) > (?, ?)
                order by idle_since, id
                limit %d
            ), due as materialized (
                select t.id from next join review_tasks t on t.id = next.id
                where t.idle_since = next.idle_since
                    and (
                        select e.next_attempt_at from decision_events e join sources s on s.id = e.source_id
                        where e.task_id = t.id and e.delivered_at is null
                            and s.webhook_enabled and s.delivery_mode <> 'PULL_ONLY'
                    ) is null
                for no key update of t skip locked
            ), archived as (
                update review_tasks t
                set status = 'ARCHIVED', archived_at = ?, updated_at = ?, version = t.version + 1
                from due where t.id = due.id
                returning t.id
            )
            select (select count(*) from archived) as archived, count(*) over () as seen, next.idle_since, next.id
            from next order by next.idle_since desc, next.id desc limit 1
            """.formatted(BATCH);

    private final JdbcTemplate jdbc;
    private final IdempotencyKeys idempotencyKeys;
    private final Clock clock;

    ReviewRetention(JdbcTemplate jdbc, IdempotencyKeys idempotencyKeys, Clock clock) {
        this.jdbc = jdbc;
        this.idempotencyKeys = idempotencyKeys;
        this.clock = clock;
    }

    /** A task's place in the order of archiving. */
    public record Place(Instant idleSince, UUID taskId) {
        private static final Place START = new Place(Instant.EPOCH, new UUID(0, 0));
    }

    /**
     * Archives some of the decided tasks that nobody has changed since, but for those whose delivery is still being tried.
     *
     * @param unchangedSince that moment or earlier
     * @param from null at first, and then what the last batch says
     */
    public Batch<Place> archiveSome(Instant unchangedSince, @Nullable Place from) {
        var start = Objects.requireNonNullElse(from, Place.START);
        var now = Timestamp.from(clock.instant());
        return jdbc
                .query(
                        ARCHIVE,
                        (row, number) -> {
                            var last = new Place(
                                    row.getObject("idle_since", OffsetDateTime.class)
                                            .toInstant(),
                                    row.getObject("id", UUID.class));
                            return new Batch<>(row.getInt("archived"), row.getInt("seen") < BATCH ? null : last);
                        },
                        Timestamp.from(unchangedSince),
                        Timestamp.from(start.idleSince()),
                        start.taskId(),
                        now,
                        now)
                .stream()
                .findFirst()
                .orElseGet(() -> new Batch<>(0, null));
    }

    /** Drops some of the idempotency keys that may be taken again; {@code from} as above. */
    public Batch<Instant> dropSomeIdempotencyKeys(@Nullable Instant from) {
        return idempotencyKeys.dropSomeExpired(clock.instant(), Objects.requireNonNullElse(from, Instant.EPOCH));
    }
}
