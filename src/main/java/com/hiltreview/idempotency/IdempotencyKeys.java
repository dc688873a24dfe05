package com.hiltreview.idempotency;

import com.hiltreview.paging.Batch;
import com.hiltreview.paging.OldRows;
import com.hiltreview.sql.SqlInstant;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Stored answers; {@link IdempotencyClaim} writes them in the statement that files their task. */
@Repository
public class IdempotencyKeys {
    static final Duration KEPT = Duration.ofHours(24);

    /** Rows are kept longer than they are valid, for running requests and for instances whose clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final JdbcTemplate jdbc;
    private final OldRows keys;
    private final Clock clock;

    IdempotencyKeys(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.keys = new OldRows(jdbc, "idempotency_keys", "source_id, key", "created_at");
    }

    private record Stored(byte[] requestHash, StoredAnswer answer, Instant createdAt) {
        /** @throws IdempotencyMismatchException if the key was used for another request */
        StoredAnswer answerTo(IdempotencyKey key) {
            if (!MessageDigest.isEqual(requestHash, key.requestHash())) {
                throw new IdempotencyMismatchException();
            }
            return answer;
        }
    }

    /**
     * The stored answer of a key that was used.
     *
     * @throws IdempotencyMismatchException if the key was used for another request
     */
    public StoredAnswer answerUnder(UUID sourceId, IdempotencyKey key) {
        return stored(sourceId, key).orElseThrow().answerTo(key);
    }

    /**
     * The stored answer of a key, if it was used within 24 hours.
     *
     * @throws IdempotencyMismatchException if the key was used for another request
     */
    public Optional<StoredAnswer> find(UUID sourceId, IdempotencyKey key) {
        var expired = clock.instant().minus(KEPT);
        return stored(sourceId, key)
                .filter(stored -> stored.createdAt().isAfter(expired))
                .map(stored -> stored.answerTo(key));
    }

    private Optional<Stored> stored(UUID sourceId, IdempotencyKey key) {
        return jdbc
                .query(
                        """
                        select request_hash, task_id, response, etag, created_at from idempotency_keys
                        where source_id = ? and key = ?
                        """,
                        (row, number) -> new Stored(
                                row.getBytes("request_hash"),
                                new StoredAnswer(
                                        row.getObject("task_id", UUID.class),
                                        row.getString("etag"),
                                        row.getBytes("response")),
                                SqlInstant.read(row, "created_at")),
                        sourceId,
                        key.key())
                .stream()
                .findFirst();
    }

    /**
     * Deletes some of the expired keys, in one short transaction.
     *
     * @param from null at first, then what the last batch returned
     */
    public Batch<Instant> dropSomeExpired(@Nullable Instant from) {
        return keys.dropSome(
                Objects.requireNonNullElse(from, Instant.EPOCH),
                clock.instant().minus(KEPT).minus(MARGIN));
    }
}
