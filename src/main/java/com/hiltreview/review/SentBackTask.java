package com.hiltreview.review;

import com.hiltreview.audit.AuditEntry;
import com.hiltreview.event.DecisionEvent;
import com.hiltreview.journal.Author;
import com.hiltreview.sql.ValueRows;

/**
 * A request for changes, with all that is written with it.
 *
 * @param task as the request leaves it
 * @param event is written if the task's source wants such events
 */
record SentBackTask(ReviewTask task, DecisionEvent event, Author author, AuditEntry line) {
    static final ValueRows<SentBackTask> COLUMNS = ValueRows.<SentBackTask>of()
            .columns(ReviewTask.CHANGED_COLUMNS, SentBackTask::task)
            .column("new_change_request", "json", sent -> sent.task.changeRequest())
            .columns(DecisionEvent.COLUMNS, SentBackTask::event)
            .columns(Author.COLUMNS, SentBackTask::author)
            .columns(AuditEntry.COLUMNS, SentBackTask::line)
            .build();
}
