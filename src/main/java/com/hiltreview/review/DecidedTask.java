package com.hiltreview.review;

import com.hiltreview.audit.AuditEntry;
import com.hiltreview.event.DecisionEvent;
import com.hiltreview.journal.Author;
import com.hiltreview.sql.ValueRows;
import com.hiltreview.summary.DecisionSummary;
import org.jspecify.annotations.Nullable;

/**
 * A decision, with all that is written with it.
 *
 * @param task as the decision leaves it
 * @param summary of the decision, with the digests of the blocks
 * @param line for the audit log, or null for none
 */
record DecidedTask(
        ReviewTask task,
        ReviewTaskView.Decision decision,
        DecisionSummary summary,
        DecisionEvent event,
        Author author,
        @Nullable AuditEntry line) {
    static final ValueRows<DecidedTask> COLUMNS = ValueRows.<DecidedTask>of()
            .columns(ReviewTask.CHANGED_COLUMNS, DecidedTask::task)
            .column("new_diff", "json", decided -> decided.task.diff())
            .columns(ReviewTaskView.Decision.WRITTEN_COLUMNS, DecidedTask::decision)
            .columns(DecisionSummary.COLUMNS, DecidedTask::summary)
            .columns(DecisionEvent.COLUMNS, DecidedTask::event)
            .columns(Author.COLUMNS, DecidedTask::author)
            .columns(AuditEntry.COLUMNS, DecidedTask::line)
            .build();

    /** The answer for the task as the decision leaves it. */
    ReviewTaskView view() {
        return task.decidedView(decision, summary, event.id());
    }
}
