package com.hiltreview.idempotency;

import com.hiltreview.sql.ValueRows;
import java.time.Instant;
import java.util.UUID;

/** A key to claim, with the answer to store under it. */
public record IdempotencyClaim(UUID sourceId, IdempotencyKey key, StoredAnswer answer, Instant now) {
    /** The columns that {@link #claimEach} reads. */
    public static final ValueRows<IdempotencyClaim> COLUMNS = ValueRows.<IdempotencyClaim>of()
            .column("claim_source_id", "uuid", IdempotencyClaim::sourceId)
            .column("claim_key", "text", claim -> claim.key.key())
            .column("claim_request_hash", "bytea", claim -> claim.key.requestHash())
            .column("claim_task_id", "uuid", claim -> claim.answer.taskId())
            .column("claim_response", "bytea", claim -> claim.answer.body())
            .column("claim_etag", "text", claim -> claim.answer.etag())
            .column("claim_now", "timestamptz", IdempotencyClaim::now)
            .build();

    /**
     * SQL that claims keys, for the statement that carries out their requests. It returns the {@code task_id} of each claim; a key
     * that was used within 24 hours is not claimed. It waits for a claim of the same key on another instance.
     *
     * @param requests rows with the {@link #COLUMNS}, which are null for a request without a key
     */
    public static String claimEach(String requests) {
        return """
                insert into idempotency_keys as k (source_id, key, request_hash, task_id, response, etag, created_at)
                select %s from %s where claim_key is not null
                on conflict (source_id, key) do update
                set request_hash = excluded.request_hash, task_id = excluded.task_id, response = excluded.response,
                    etag = excluded.etag, created_at = excluded.created_at
                where k.created_at <= excluded.created_at - interval '%d seconds'
                returning task_id
                """.formatted(COLUMNS.names(), requests, IdempotencyKeys.KEPT.toSeconds());
    }
}
