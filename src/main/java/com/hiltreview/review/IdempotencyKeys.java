package com.hiltreview.review;

import com.hiltreview.paging.Batch;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The answers that a repeated request gets again; {@link ReviewTaskWrites} writes them together with their tasks. */
@Repository
class IdempotencyKeys {
    static final Duration KEPT = Duration.ofHours(24);

    /** Kept longer than they count, for requests that are under way and instances whose clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final int BATCH = 500;

    private static final String DROP = """
            with expired as materialized (
                select source_id, key, created_at from idempotency_keys
                where created_at between ? and ?
                order by created_at limit %d
                for update skip locked
            ), dropped as (
                delete from idempotency_keys k using expired
                where k.source_id = expired.source_id and k.key = expired.key
            )
            select count(*) as dropped, max(created_at) as last from expired
            """.formatted(BATCH);

    private final JdbcTemplate jdbc;

    IdempotencyKeys(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
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
                Timestamp.from(from),
                Timestamp.from(now.minus(KEPT).minus(MARGIN)));
    }
}
