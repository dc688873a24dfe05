package com.hiltreview.review;

import com.hiltreview.audit.AuditEntry;
import com.hiltreview.idempotency.IdempotencyClaim;
import com.hiltreview.journal.Author;
import com.hiltreview.sql.ValueRows;
import org.jspecify.annotations.Nullable;

/**
 * A revision, with all that is written with it.
 *
 * @param task as the revision leaves it
 * @param comment what the agent says about it, or null for nothing
 * @param claim of the request's idempotency key, or null for none
 * @param line for the audit log, or null for none
 */
record RevisedTask(
        ReviewTask task,
        @Nullable String comment,
        Author author,
        @Nullable IdempotencyClaim claim,
        @Nullable AuditEntry line) {
    static final ValueRows<RevisedTask> COLUMNS = ValueRows.<RevisedTask>of()
            .columns(ReviewTask.CHANGED_COLUMNS, RevisedTask::task)
            .columns(ReviewTask.REVISABLE_COLUMNS, RevisedTask::task)
            .column("new_revision", "integer", revised -> revised.task.revision())
            .column("new_comment", "text", RevisedTask::comment)
            .columns(Author.COLUMNS, RevisedTask::author)
            .columns(IdempotencyClaim.COLUMNS, RevisedTask::claim)
            .columns(AuditEntry.COLUMNS, RevisedTask::line)
            .build();

    /** What has become of it. */
    enum Outcome {
        WRITTEN,
        /** The task is no longer the version that was read; nothing is written. */
        OVERTAKEN,
        /** The idempotency key was used within 24 hours; nothing is written. */
        KEY_USED
    }
}
