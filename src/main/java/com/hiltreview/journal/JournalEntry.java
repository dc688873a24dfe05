package com.hiltreview.journal;

import com.hiltreview.json.WireName;
import java.time.Instant;
import java.util.UUID;

/**
 * One change of a task.
 *
 * @param status the task's after the change, as are {@code version} and {@code occurredAt}
 */
public record JournalEntry(
        Place place, UUID taskId, UUID sourceId, EntryKind kind, String status, int version, Instant occurredAt) {
    /**
     * SQL that appends an entry for each task that a statement has changed, as a part of that statement: neither exists
     * without the other. Its parameters are those of {@link Author#values}.
     *
     * @param changedTasks rows with the columns id, source_id, status, version and updated_at
     */
    public static String appendFor(String changedTasks, EntryKind kind) {
        return """
                insert into journal (task_id, source_id, kind, status, version, occurred_at, author_kind, author)
                select id, source_id, '%s', status, version, updated_at, :author_kind, :author from %s
                """.formatted(WireName.of(kind), changedTasks);
    }

    /** The columns that {@link #appendFor} needs. */
    public static final String CHANGED_COLUMNS = "id, source_id, status, version, updated_at";
}
