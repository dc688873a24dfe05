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
    /** The columns that the rows of {@link #appendFor} and {@link #appendEach} must have. */
    public static final String CHANGED_COLUMNS = "id, source_id, status, version, updated_at";

    private static final String APPEND = """
            insert into journal (task_id, source_id, kind, status, version, occurred_at, author_kind, author, data)
            select id, source_id, '%s', status, version, updated_at, %s, %s from %s
            """;

    private static final String NO_DATA = "cast(null as json)";

    /**
     * SQL that appends an entry for each task that a statement has changed, as a part of that statement: neither exists
     * without the other. One author made all changes; the parameters are those of {@link Author#values}.
     *
     * @param changedTasks rows with the {@link #CHANGED_COLUMNS}
     */
    public static String appendFor(String changedTasks, EntryKind kind) {
        return APPEND.formatted(WireName.of(kind), ":author_kind, :author", NO_DATA, changedTasks);
    }

    /**
     * Like {@link #appendFor}, with an author for each change.
     *
     * @param changedTasks rows with the {@link #CHANGED_COLUMNS} and {@link Author#COLUMNS}
     */
    public static String appendEach(String changedTasks, EntryKind kind) {
        return appendEach(changedTasks, kind, NO_DATA);
    }

    /**
     * Like {@link #appendEach(String, EntryKind)}, with data.
     *
     * @param data an SQL expression over the rows, of type json and at most some 200 bytes
     */
    public static String appendEach(String changedTasks, EntryKind kind, String data) {
        return APPEND.formatted(WireName.of(kind), Author.COLUMNS.names(), data, changedTasks);
    }
}
