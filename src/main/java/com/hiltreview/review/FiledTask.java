package com.hiltreview.review;

import com.hiltreview.audit.AuditEntry;
import com.hiltreview.idempotency.IdempotencyClaim;
import com.hiltreview.journal.Author;
import com.hiltreview.sql.ValueRows;
import org.jspecify.annotations.Nullable;

/**
 * A new task, with all that is written with it.
 *
 * @param claim of the request's idempotency key, or null for none
 * @param line for the audit log, or null for none
 */
record FiledTask(
        ReviewTask task,
        Author author,
        @Nullable IdempotencyClaim claim,
        @Nullable AuditEntry line) {
    static final ValueRows<FiledTask> COLUMNS = ValueRows.<FiledTask>of()
            .columns(ReviewTask.FILED_COLUMNS, FiledTask::task)
            .columns(Author.COLUMNS, FiledTask::author)
            .columns(IdempotencyClaim.COLUMNS, FiledTask::claim)
            .columns(AuditEntry.COLUMNS, FiledTask::line)
            .build();
}
