package com.hiltreview.idempotency;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A key to claim, with the answer to store under it. */
public record IdempotencyClaim(UUID sourceId, IdempotencyKey key, StoredAnswer answer, Instant now) {
    /**
     * The claim as a common table expression, for the statement that carries out the request. {@code claimed} has one
     * row, or none if the key was used within 24 hours. It waits for a claim of the same key on another instance.
     */
    public static final String CLAIMED = """
            claimed as (
                insert into idempotency_keys as k (source_id, key, request_hash, task_id, response, etag, created_at)
                values (:claim_source_id, :claim_key, :claim_request_hash, :claim_task_id, :claim_response, :claim_etag,
                    :claim_now)
                on conflict (source_id, key) do update
                set request_hash = excluded.request_hash, task_id = excluded.task_id, response = excluded.response,
                    etag = excluded.etag, created_at = excluded.created_at
                where k.created_at <= :claim_expired_since
                returning 1
            )
            """;

    /** The values of {@link #CLAIMED} by the names of its parameters. */
    public Map<String, Object> values() {
        return Map.of(
                "claim_source_id", sourceId,
                "claim_key", key.key(),
                "claim_request_hash", key.requestHash(),
                "claim_task_id", answer.taskId(),
                "claim_response", answer.body(),
                "claim_etag", answer.etag(),
                "claim_now", Timestamp.from(now),
                "claim_expired_since", Timestamp.from(now.minus(IdempotencyKeys.KEPT)));
    }
}
