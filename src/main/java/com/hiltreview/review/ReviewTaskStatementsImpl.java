package com.hiltreview.review;

import static com.hiltreview.review.ReviewTask.INSERT;

import com.hiltreview.audit.AuditEntry;
import com.hiltreview.idempotency.IdempotencyClaim;
import com.hiltreview.idempotency.IdempotencyKey;
import com.hiltreview.journal.Author;
import com.hiltreview.journal.EntryKind;
import com.hiltreview.journal.JournalEntry;
import com.hiltreview.paging.Batch;
import com.hiltreview.sql.SqlInstant;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** The statements in SQL; Spring Data finds this class by its name. */
class ReviewTaskStatementsImpl implements ReviewTaskStatements {
    private static final int ARCHIVED_AT_ONCE = 500;

    /** Each change and its journal entry are one statement. */
    private static final String RETURNING = "returning " + JournalEntry.CHANGED_COLUMNS + "\n)";

    private static final String JOURNAL_CREATED = JournalEntry.appendFor("filed", EntryKind.CREATED);

    private static final String AND_AUDIT_LINE =
            ", journaled as (\n" + JOURNAL_CREATED + ")\n" + AuditEntry.insertFor("filed");

    private static final String FILED = "with filed as (\n" + INSERT + RETURNING;

    private static final String FILE = FILED + JOURNAL_CREATED;

    private static final String FILE_WITH_AUDIT_LINE = FILED + AND_AUDIT_LINE;

    private static final String CLAIM = "with " + IdempotencyClaim.CLAIMED;

    private static final String FILED_ONCE = CLAIM + ", filed as (\n" + INSERT + "from claimed " + RETURNING;

    private static final String FILE_ONCE = FILED_ONCE + JOURNAL_CREATED;

    private static final String FILE_ONCE_WITH_AUDIT_LINE = FILED_ONCE + AND_AUDIT_LINE;

    private static final String EDIT = """
            with edited as (
                update review_tasks
                set blocks_working = cast(:blocks_working as json), has_changes = :has_changes, version = :version,
                    updated_at = :updated_at
                where id = :id and version = :version - 1 and %s
                returning %s
            ), journaled as (
            %s)
            """.formatted(
                            TaskTransition.EDIT.guard(),
                            JournalEntry.CHANGED_COLUMNS,
                            JournalEntry.appendFor("edited", EntryKind.EDITED))
            + AuditEntry.insertFor("edited");

    private static final String DECIDE = """
            with decided as (
                update review_tasks
                set status = cast(:status as review_task_status), blocks_final = blocks_working,
                    diff = cast(:diff as json), version = :version, updated_at = :updated_at
                where id = :id and version = :version - 1 and %s
                returning %s
            ), journaled as (
            %s), audited as (
            """.formatted(
                            TaskTransition.APPROVE.guard(),
                            JournalEntry.CHANGED_COLUMNS,
                            JournalEntry.appendFor("decided", EntryKind.DECIDED))
            + AuditEntry.insertFor("decided")
            + """
            )
            insert into review_decisions (task_id, decision, reason, option_id, decided_by, decided_by_user_id, decided_at)
            select id, cast(:decision as decision_type), :reason, :option_id, :decided_by, :decided_by_id, :decided_at
            from decided
            """;

    /** Locks the rows in the order of their ids, so that two batches cannot deadlock. */
    private static final String DISPATCH = """
            with due as (
                select id from review_tasks where id = any (:task_ids) and %s order by id for no key update
            ), dispatched as (
                update review_tasks t set status = '%s', version = t.version + 1, updated_at = :now
                from due where t.id = due.id
                returning t.id, t.source_id, t.status, t.version, t.updated_at
            )
            %s""".formatted(
                    TaskTransition.DISPATCH.guard(),
                    TaskTransition.DISPATCH.to(),
                    JournalEntry.appendFor("dispatched", EntryKind.DISPATCHED));

    /**
     * The materialized {@code next} reads its tasks from the index alone, whatever the planner expects of the rest. Tasks
     * whose delivery is still being tried are skipped, as are locked ones, which are being changed. The delivery is looked
     * up in a subquery that the planner cannot turn into a join, so that no statistics make it read all events.
     */
    private static final String ARCHIVE = """
            with next as materialized (
                select id, idle_since from review_tasks
                where idle_since <= :unchanged_since and (idle_since, id) > (:from_time, :from_id)
                order by idle_since, id
                limit %d
            ), due as materialized (
                select t.id from next join review_tasks t on t.id = next.id
                where t.idle_since = next.idle_since and t.%s
                    and (
                        select e.next_attempt_at from events_being_pushed e where e.task_id = t.id
                    ) is null
                for no key update of t skip locked
            ), archived as (
                update review_tasks t
                set status = '%s', archived_at = :now, updated_at = :now, version = t.version + 1
                from due where t.id = due.id
                returning t.id, t.source_id, t.status, t.version, t.updated_at
            ), journaled as (
            %s)
            select (select count(*) from archived) as archived, count(*) over () as seen, next.idle_since, next.id
            from next order by next.idle_since desc, next.id desc limit 1
            """.formatted(
                    ARCHIVED_AT_ONCE,
                    TaskTransition.ARCHIVE.guard(),
                    TaskTransition.ARCHIVE.to(),
                    JournalEntry.appendFor("archived", EntryKind.ARCHIVED));

    private final NamedParameterJdbcOperations jdbc;

    ReviewTaskStatementsImpl(NamedParameterJdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void insert(ReviewTask task, Author author, @Nullable AuditEntry line) {
        update(line == null ? FILE : FILE_WITH_AUDIT_LINE, task.filedValues(), author, line);
    }

    @Override
    public boolean insertOnce(
            ReviewTask task,
            Author author,
            IdempotencyKey key,
            CreatedTask answer,
            Instant now,
            @Nullable AuditEntry line) {
        var values = task.filedValues()
                .addValues(new IdempotencyClaim(task.sourceId(), key, answer.toStored(), now).values());
        return update(line == null ? FILE_ONCE : FILE_ONCE_WITH_AUDIT_LINE, values, author, line) == 1;
    }

    @Override
    public boolean edit(ReviewTask task, Author author, AuditEntry line) {
        var values = change(task)
                .addValue("blocks_working", task.blocksWorking())
                .addValue("has_changes", task.hasChanges());
        return update(EDIT, values, author, line) == 1;
    }

    @Override
    public boolean decide(ReviewTask task, ReviewTaskView.Decision decision, Author author, AuditEntry line) {
        var values = change(task)
                .addValue("status", task.status().name())
                .addValue("diff", task.diff())
                .addValue("decision", decision.type().name())
                .addValue("reason", decision.reason())
                .addValue("option_id", decision.optionId())
                .addValue("decided_by", decision.decidedBy())
                .addValue("decided_by_id", decision.decidedById())
                .addValue("decided_at", Timestamp.from(decision.decidedAt()));
        return update(DECIDE, values, author, line) == 1;
    }

    private static MapSqlParameterSource change(ReviewTask task) {
        return new MapSqlParameterSource()
                .addValue("id", task.id())
                .addValue("version", task.version())
                .addValue("updated_at", Timestamp.from(task.updatedAt()));
    }

    private int update(String sql, MapSqlParameterSource values, Author author, @Nullable AuditEntry line) {
        values.addValues(author.values());
        if (line != null) {
            values.addValues(line.values());
        }
        return jdbc.update(sql, values);
    }

    @Override
    public void dispatch(Collection<UUID> taskIds, Instant now) {
        jdbc.update(
                DISPATCH,
                new MapSqlParameterSource()
                        .addValue("task_ids", taskIds.toArray(UUID[]::new))
                        .addValue("now", Timestamp.from(now))
                        .addValues(Author.SYSTEM.values()));
    }

    @Override
    public Batch<TaskCompletion.Place> archive(Instant unchangedSince, TaskCompletion.Place from, Instant now) {
        var values = new MapSqlParameterSource()
                .addValue("unchanged_since", Timestamp.from(unchangedSince))
                .addValue("from_time", Timestamp.from(from.idleSince()))
                .addValue("from_id", from.taskId())
                .addValue("now", Timestamp.from(now))
                .addValues(Author.SYSTEM.values());
        return jdbc
                .query(ARCHIVE, values, (row, number) -> {
                    var last = new TaskCompletion.Place(
                            SqlInstant.read(row, "idle_since"), row.getObject("id", UUID.class));
                    return new Batch<>(row.getInt("archived"), row.getInt("seen") < ARCHIVED_AT_ONCE ? null : last);
                })
                .stream()
                .findFirst()
                .orElseGet(() -> new Batch<>(0, null));
    }
}
