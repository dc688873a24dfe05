package com.hiltreview.review;

import com.hiltreview.paging.Batch;
import com.hiltreview.paging.OldRows;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The answers that a repeated request gets again; {@link ReviewTaskWrites} writes them together with their tasks. */
@Repository
class IdempotencyKeys {
    static final Duration KEPT = Duration.ofHours(24);

    /** Kept longer than they count, for requests that are under way and instances whose clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final JdbcTemplate jdbc;
    private final OldRows keys;

    IdempotencyKeys(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
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

    /** Drops some of the keys that count no more, from the one of that moment on. */
    Batch<Instant> dropSomeExpired(Instant now, Instant from) {
        return keys.dropSome(from, now.minus(KEPT).minus(MARGIN));
    }
}
