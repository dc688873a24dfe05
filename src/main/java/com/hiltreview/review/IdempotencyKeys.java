package com.hiltreview.review;

import com.hiltreview.paging.Batch;
import com.hiltreview.paging.OldRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The answers that a repeated request gets again; {@link ReviewTaskWrites} writes them together with their tasks. */
@Repository
public class IdempotencyKeys {
    static final Duration KEPT = Duration.ofHours(24);

    /** Kept longer than they count, for requests that are under way and instances whose clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final JdbcTemplate jdbc;
    private final OldRows keys;
    private final Clock clock;

    IdempotencyKeys(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.keys = new OldRows(jdbc, "idempotency_keys", "source_id, key", "created_at");
    }

    /** An answer to be given again, and the hash of the request that it answers. */
    record Kept(byte[] requestHash, CreatedTask answer) {}

    Kept get(UUID sourceId, String key) {
        return jdbc.queryForObject(
                "select request_hash, task_id, response, etag from idempotency_keys where source_id = ? and key = ?",
                (row, number) -> new Kept(
                        row.getBytes("request_hash"),
                        new CreatedTask(
                                row.getObject("task_id", UUID.class),
                                row.getString("etag"),
                                row.getBytes("response"),
                                true)),
                sourceId,
                key);
    }

    /**
     * Drops some of the keys that have expired, in one short transaction.
     *
     * @param from null at first, and then what the last batch returned
     */
    public Batch<Instant> dropSomeExpired(@Nullable Instant from) {
        return keys.dropSome(
                Objects.requireNonNullElse(from, Instant.EPOCH),
                clock.instant().minus(KEPT).minus(MARGIN));
    }
}
