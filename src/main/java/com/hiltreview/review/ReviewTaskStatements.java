package com.hiltreview.review;

import com.hiltreview.audit.AuditEntry;
import com.hiltreview.idempotency.IdempotencyKey;
import com.hiltreview.journal.Author;
import com.hiltreview.paging.Batch;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The writes of {@link ReviewTaskRepository}: each change is one statement, which also writes its journal entry. It does
 * nothing if another change came first, and needs no transaction around it. Hibernate only reads tasks.
 */
interface ReviewTaskStatements {
    /** @param line for the audit log, or null for none */
    void insert(ReviewTask task, Author author, @Nullable AuditEntry line);

    /**
     * Files a task under an idempotency key.
     *
     * @param answer what a repeated request gets
     * @param line for the audit log, or null for none
     * @return false if the key was used within 24 hours; nothing is written then
     */
    boolean insertOnce(
            ReviewTask task,
            Author author,
            IdempotencyKey key,
            CreatedTask answer,
            Instant now,
            @Nullable AuditEntry line);

    /** @return false if the task is no longer the version that was read; nothing is written then */
    boolean edit(ReviewTask task, Author author, AuditEntry line);

    /** @return false if the task is no longer the version that was read; nothing is written then */
    boolean decide(ReviewTask task, ReviewTaskView.Decision decision, Author author, AuditEntry line);

    /** Tasks in another status than APPROVED or DENIED stay as they are. */
    void dispatch(Collection<UUID> taskIds, Instant now);

    /** Archives one batch of the tasks that have not changed since a given time, in their order after a place. */
    Batch<TaskCompletion.Place> archive(Instant unchangedSince, TaskCompletion.Place from, Instant now);
}
