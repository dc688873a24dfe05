package com.hiltreview.review;

import com.hiltreview.audit.AuditEntry;
import com.hiltreview.journal.Author;
import com.hiltreview.sql.ValueRows;

/**
 * An edit, with all that is written with it.
 *
 * @param task as the edit leaves it
 */
record EditedTask(ReviewTask task, Author author, AuditEntry line) {
    static final ValueRows<EditedTask> COLUMNS = ValueRows.<EditedTask>of()
            .columns(ReviewTask.CHANGED_COLUMNS, EditedTask::task)
            .column("new_working", "json", edited -> edited.task.blocksWorking())
            .column("new_has_changes", "boolean", edited -> edited.task.hasChanges())
            .columns(Author.COLUMNS, EditedTask::author)
            .columns(AuditEntry.COLUMNS, EditedTask::line)
            .build();
}
