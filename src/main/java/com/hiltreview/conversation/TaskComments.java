package com.hiltreview.conversation;

import com.hiltreview.access.Caller;
import com.hiltreview.audit.Action;
import com.hiltreview.audit.Actor;
import com.hiltreview.audit.AuditEntry;
import com.hiltreview.id.Ids;
import com.hiltreview.journal.Author;
import com.hiltreview.journal.EntryKind;
import com.hiltreview.journal.JournalEntry;
import com.hiltreview.journal.JournalFollower;
import com.hiltreview.json.WireName;
import com.hiltreview.paging.Cursors;
import com.hiltreview.review.TaskCommenting;
import com.hiltreview.review.TaskReading;
import com.hiltreview.sql.Columns;
import com.hiltreview.sql.ValueRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Writes and reads comments. Errors are reported in this order: the request's own, the task's status, too many comments. */
@Service
class TaskComments {
    /** The first comment of a page always fits. */
    private static final int MAX_PAGE_BYTES = 2 * 1024 * 1024;

    /** A comment with all that is written with it. */
    private record Written(
            UUID taskId,
            Comment comment,
            Author author,
            @Nullable AuditEntry line) {
        static final ValueRows<Written> COLUMNS = ValueRows.<Written>of()
                .column("task_id", "uuid", Written::taskId)
                .column("comment_id", "uuid", written -> written.comment.id())
                .column("text", "text", written -> written.comment.text())
                .column("block_id", "text", written -> written.comment.blockId())
                .column(
                        "author_name",
                        "text",
                        written -> written.comment.author().name())
                .column(
                        "author_email",
                        "text",
                        written -> written.comment.author().email())
                .column("created_at", "timestamptz", written -> written.comment.createdAt())
                .columns(Author.COLUMNS, Written::author)
                .columns(AuditEntry.COLUMNS, Written::line)
                .build();
    }

    private static final String WRITE = """
            with given as materialized (
            %1$s), commented as (
            %2$s), journaled as (
            %3$s), audited as (
            %4$s)
            insert into task_comments
                (task_id, number, id, text, block_id, author_kind, author_name, author_email, created_at)
            select task_id, number, comment_id, text, block_id, author_kind, author_name, author_email, created_at
            from commented
            """.formatted(
            Written.COLUMNS.query(),
            TaskCommenting.countEach("given"),
            JournalEntry.appendEach("commented", EntryKind.COMMENTED, "json_build_object('comment_id', comment_id)"),
            AuditEntry.insertEach("commented"));

    private static final String PAGE = """
            select number, id, text, block_id, author_kind, author_name, author_email, created_at
            from (
                select *, octet_length(text) as bytes, sum(octet_length(text)) over (order by number) as bytes_so_far
                from task_comments where task_id = ? and number > ?
            ) next
            where bytes_so_far <= %d or bytes_so_far = bytes
            order by number
            """.formatted(MAX_PAGE_BYTES);

    private final JdbcTemplate jdbc;
    private final TaskCommenting commenting;
    private final TaskReading reading;
    private final JournalFollower journal;
    private final Cursors cursors;
    private final Clock clock;

    TaskComments(
            JdbcTemplate jdbc,
            TaskCommenting commenting,
            TaskReading reading,
            JournalFollower journal,
            Cursors cursors,
            Clock clock) {
        this.jdbc = jdbc;
        this.commenting = commenting;
        this.reading = reading;
        this.journal = journal;
        this.cursors = cursors;
        this.clock = clock;
    }

    /** Comments on a task. */
    Comment write(Caller caller, Actor actor, UUID taskId, CommentRequest request) {
        commenting.requireOpen(caller, taskId, request.blockId());
        var now = clock.instant();
        var comment =
                new Comment(Ids.next(), request.checkedText(), request.blockId(), Comment.Commenter.of(caller), now);
        // As for a revision: what agents do for their own source is in the task's history.
        var line = actor.kind() == Actor.Kind.SOURCE_KEY
                ? null
                : AuditEntry.of(now, actor, Action.TASK_COMMENT, taskId, null, Map.of("comment_id", comment.id()));
        int written = jdbc.update(
                WRITE, Written.COLUMNS.values(List.of(new Written(taskId, comment, Author.of(caller), line))));
        if (written == 0) {
            // Since the task was looked at it was archived, or got its last comment.
            commenting.requireOpen(caller, taskId, null);
            throw new OptimisticLockingFailureException("The task took no comment");
        }
        journal.announceAppended();
        return comment;
    }

    /** @param nextCursor null on the last page */
    record Page(List<Comment> items, @Nullable String nextCursor) {}

    private record Numbered(int number, Comment comment) {}

    /**
     * A page of a task's comments, oldest first; it ends at 2 MiB of text.
     *
     * @param cursor of the previous page, or null for the first
     */
    Page list(Caller caller, UUID taskId, @Nullable String cursor) {
        int total = reading.commentsOf(caller, taskId);
        var list = "comments " + taskId;
        int after = cursor == null ? 0 : Integer.parseInt(cursors.decode(list, cursor, "cursor"));
        var found = jdbc.query(PAGE, TaskComments::numbered, taskId, after);
        int last = found.isEmpty() ? after : found.getLast().number();
        return new Page(
                found.stream().map(Numbered::comment).toList(),
                last < total ? cursors.encode(list, Integer.toString(last)) : null);
    }

    private static Numbered numbered(ResultSet row, int rowNumber) throws SQLException {
        var columns = new Columns(row, 1);
        return new Numbered(
                columns.integer(),
                new Comment(
                        columns.uuid(),
                        columns.text(),
                        columns.textOrNull(),
                        new Comment.Commenter(
                                Objects.requireNonNull(WireName.constant(columns.text(), Author.Kind.class)),
                                columns.text(),
                                columns.textOrNull()),
                        columns.time()));
    }
}
