package com.hiltreview.review;

import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The answers that a repeated request gets again; {@link ReviewTaskWrites} writes them together with their tasks. */
@Repository
class IdempotencyKeys {
    static final Duration KEPT = Duration.ofHours(24);

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
}
