package com.hiltreview.review;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The answers that a repeated request gets again, written in the transaction of the request that was carried out. */
@Repository
class IdempotencyKeys {
    private static final Duration KEPT = Duration.ofHours(24);

    private static final String CLAIM = """
            insert into idempotency_keys as k (source_id, key, request_hash, task_id, response, etag, created_at)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (source_id, key) do update
            set request_hash = excluded.request_hash, task_id = excluded.task_id, response = excluded.response,
                etag = excluded.etag, created_at = excluded.created_at
            where k.created_at <= ?
            """;

    private final JdbcTemplate jdbc;

    IdempotencyKeys(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** An answer to be given again, and the hash of the request that it answers. */
    record Kept(byte[] requestHash, CreatedTask answer) {}

    /** Takes the key for this answer; waits for a twin on another instance. False where the key is taken. */
    boolean claim(UUID sourceId, String key, byte[] requestHash, CreatedTask answer, Instant now) {
        return jdbc.update(
                        CLAIM,
                        sourceId,
                        key,
                        requestHash,
                        answer.taskId(),
                        answer.body(),
                        answer.etag(),
                        Timestamp.from(now),
                        Timestamp.from(now.minus(KEPT)))
                == 1;
    }

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
