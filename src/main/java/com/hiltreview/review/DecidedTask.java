package com.hiltreview.review;

import com.hiltreview.audit.AuditEntry;
import com.hiltreview.event.DecisionEvent;
import com.hiltreview.journal.Author;
import com.hiltreview.sql.ValueRows;

/**
 * A decision, with all that is written with it.
 *
 * @param task as the decision leaves it
 */
record DecidedTask(
        ReviewTask task, ReviewTaskView.Decision decision, DecisionEvent event, Author author, AuditEntry line) {
    static final ValueRows<DecidedTask> COLUMNS = ValueRows.<DecidedTask>of()
            .columns(ReviewTask.CHANGED_COLUMNS, DecidedTask::task)
            .column("new_diff", "json", decided -> decided.task.diff())
            .columns(ReviewTaskView.Decision.WRITTEN_COLUMNS, DecidedTask::decision)
            .columns(DecisionEvent.COLUMNS, DecidedTask::event)
            .columns(Author.COLUMNS, DecidedTask::author)
            .columns(AuditEntry.COLUMNS, DecidedTask::line)
            .build();
}
