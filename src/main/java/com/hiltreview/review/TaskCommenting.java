package com.hiltreview.review;

import com.hiltreview.access.Caller;
import com.hiltreview.error.ConflictException;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.error.ValidationException;
import com.hiltreview.journal.JournalEntry;
import com.hiltreview.sql.Columns;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** What a task must be to take a comment, and how it counts its comments. */
@Service
public class TaskCommenting {
    private static final int MAX_COMMENTS = 1000;

    private static final List<ReviewTaskStatus> OPEN = List.of(
            ReviewTaskStatus.PENDING, ReviewTaskStatus.APPROVED, ReviewTaskStatus.DENIED, ReviewTaskStatus.DISPATCHED);

    private static final String STATE = """
            select t.source_id, t.status, t.comment_count, cast(? as text) is null or exists (
                select from json_array_elements(t.blocks_original) b where b ->> 'id' = ?)
            from review_tasks t where t.id = ?
            """;

    private final JdbcTemplate jdbc;

    TaskCommenting(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * SQL that counts a comment in its task, as a part of the statement that writes it. It returns the row that was given, with
     * the comment's {@code number} and the {@link JournalEntry#CHANGED_COLUMNS} of the task; no row if the task takes no
     * comment. The task's version stays, since a decision need not know the comment.
     *
     * @param comments a relation with {@code task_id} and {@code created_at}; at most one comment of a task
     */
    public static String countEach(String comments) {
        var open = OPEN.stream().map(status -> "'" + status + "'").collect(Collectors.joining(", "));
        return """
                update review_tasks t
                set comment_count = t.comment_count + 1, side_changes = t.side_changes + 1
                from %s given
                where t.id = given.task_id and t.status in (%s) and t.comment_count < %d
                returning t.id, t.source_id, t.status, t.version, given.created_at as updated_at,
                    t.comment_count as number, given.*
                """.formatted(comments, open, MAX_COMMENTS);
    }

    private record State(UUID sourceId, ReviewTaskStatus status, int comments, boolean hasBlock) {}

    /**
     * Checks that a caller may comment on a task now.
     *
     * @param blockId the block that the comment is about, or null for none
     * @throws NotFoundException if the task is outside the caller's scope
     * @throws ValidationException if the task has no such block
     * @throws InvalidStateTransitionException if the task is archived
     * @throws ConflictException if the task has as many comments as it may have
     */
    public void requireOpen(Caller caller, UUID taskId, @Nullable String blockId) {
        var found = jdbc.query(
                STATE,
                (row, number) -> {
                    var columns = new Columns(row, 1);
                    return new State(
                            columns.uuid(),
                            ReviewTaskStatus.valueOf(columns.text()),
                            columns.integer(),
                            columns.flag());
                },
                blockId,
                blockId,
                taskId);
        var task = found.stream()
                .filter(state -> caller.scope().includes(state.sourceId()))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("review_task", taskId));
        if (!task.hasBlock()) {
            throw new ValidationException("block_id", "must name a block of the task");
        } else if (!OPEN.contains(task.status())) {
            throw new InvalidStateTransitionException(task.status(), OPEN);
        } else if (task.comments() >= MAX_COMMENTS) {
            throw new ConflictException("The task has " + MAX_COMMENTS + " comments already");
        }
    }
}
