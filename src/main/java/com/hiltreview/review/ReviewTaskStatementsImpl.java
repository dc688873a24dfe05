package com.hiltreview.review;

import com.hiltreview.audit.AuditEntry;
import com.hiltreview.event.DecisionEvent;
import com.hiltreview.idempotency.IdempotencyClaim;
import com.hiltreview.journal.Author;
import com.hiltreview.journal.EntryKind;
import com.hiltreview.journal.JournalEntry;
import com.hiltreview.paging.Batch;
import com.hiltreview.proposal.Expiry;
import com.hiltreview.sql.GatheredWrites;
import com.hiltreview.sql.SqlInstant;
import com.hiltreview.sql.ValueRows;
import com.hiltreview.summary.DecisionSummary;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** The statements in SQL; Spring Data finds this class by its name. */
class ReviewTaskStatementsImpl implements ReviewTaskStatements {
    private static final int ARCHIVED_AT_ONCE = 500;

    /** Callers wait for all changes of a statement, so these are few. */
    private static final int WRITTEN_AT_ONCE = 16;

    private static final String AUTHOR_AND_LINE = Author.COLUMNS.names() + ", " + AuditEntry.COLUMNS.names();

    private static final String FILE = """
            with given as materialized (
            %1$s), claimed as (
            %2$s), filed as (
                insert into review_tasks (%3$s)
                select %3$s from given where claim_key is null or id in (select task_id from claimed)
                returning %4$s
            ), written as (
                select %5$s, %6$s from filed t join given on given.id = t.id
            ), journaled as (
            %7$s), audited as (
            %8$s)
            select id from filed
            """.formatted(
                    FiledTask.COLUMNS.query(),
                    IdempotencyClaim.claimEach("given"),
                    ReviewTask.FILED_COLUMNS.names(),
                    JournalEntry.CHANGED_COLUMNS,
                    qualified(JournalEntry.CHANGED_COLUMNS),
                    AUTHOR_AND_LINE,
                    JournalEntry.appendEach("written", EntryKind.CREATED),
                    AuditEntry.insertEach("written"));

    private static final String EDIT = """
            with edited as (
                update review_tasks t
                set blocks_working = given.new_working, has_changes = given.new_has_changes, version = given.new_version,
                    updated_at = given.changed_at
                from (
            %s) as given
                where t.id = given.task_id and t.version = given.new_version - 1 and %s
                returning %s, %s
            ), journaled as (
            %s), audited as (
            %s)
            select line_id from edited
            """.formatted(
                    EditedTask.COLUMNS.query(),
                    TaskTransition.EDIT.guard(),
                    qualified(JournalEntry.CHANGED_COLUMNS),
                    AUTHOR_AND_LINE,
                    JournalEntry.appendEach("edited", EntryKind.EDITED),
                    AuditEntry.insertEach("edited"));

    private static final String DECIDE = """
            with decided as (
                update review_tasks t
                set status = given.new_status, blocks_final = t.blocks_working, diff = given.new_diff,
                    version = given.new_version, updated_at = given.changed_at
                from (
            %1$s) as given
                where t.id = given.task_id and t.version = given.new_version - 1 and %2$s
                returning %3$s, %4$s, %5$s, %6$s
            ), journaled as (
            %7$s), audited as (
            %8$s), reported as (
            %9$s), recorded as (
                insert into review_decisions (task_id, %5$s) select id, %5$s from decided
            )
            select event_id from decided
            """.formatted(
                    DecidedTask.COLUMNS.query(),
                    TaskTransition.APPROVE.guard(),
                    qualified(JournalEntry.CHANGED_COLUMNS),
                    AUTHOR_AND_LINE,
                    ReviewTaskView.Decision.WRITTEN_COLUMNS.names() + ", " + DecisionSummary.COLUMNS.names(),
                    DecisionEvent.COLUMNS.names(),
                    JournalEntry.appendEach("decided", EntryKind.DECIDED),
                    AuditEntry.insertEach("decided"),
                    DecisionEvent.insertEach("decided"));

    private static final String REQUEST_CHANGES = """
            with sent_back as (
                update review_tasks t
                set change_request = given.new_change_request, version = given.new_version, updated_at = given.changed_at
                from (
            %1$s) as given
                where t.id = given.task_id and t.version = given.new_version - 1 and %2$s
                returning %3$s, %4$s, %5$s
            ), journaled as (
            %6$s), audited as (
            %7$s), wanted as (
                select sent_back.* from sent_back join change_request_receivers r on r.id = sent_back.source_id
            ), reported as (
            %8$s)
            select line_id from sent_back
            """.formatted(
                    SentBackTask.COLUMNS.query(),
                    TaskTransition.REQUEST_CHANGES.guard(),
                    qualified(JournalEntry.CHANGED_COLUMNS),
                    AUTHOR_AND_LINE,
                    DecisionEvent.COLUMNS.names(),
                    JournalEntry.appendEach("sent_back", EntryKind.CHANGES_REQUESTED),
                    AuditEntry.insertEach("sent_back"),
                    DecisionEvent.insertEach("wanted"));

    /**
     * Locks the task first, so that an idempotency key is claimed only for a revision that will be written. The superseded
     * contents stay in the database.
     */
    private static final String REVISE = """
            with given as materialized (
            %1$s), superseded as materialized (
                select given.*, t.blocks_original as old_original,
                    case when t.blocks_working::text <> t.blocks_original::text then t.blocks_working end as old_working,
                    t.revision_comment as old_comment, t.change_request as old_change_request,
                    coalesce(t.revised_at, t.created_at) as old_created_at
                from given join review_tasks t on t.id = given.task_id
                where t.version = given.new_version - 1 and t.%2$s
                for no key update of t
            ), claimed as (
            %3$s), revised as (
                update review_tasks t
                set (%4$s) = row(%5$s), has_changes = false, revision = given.new_revision,
                    revision_comment = given.new_comment, revised_at = given.changed_at, change_request = null,
                    version = given.new_version, updated_at = given.changed_at
                from superseded given
                where t.id = given.task_id and (given.claim_key is null or exists (select from claimed))
                returning %6$s, %7$s
            ), kept as (
                insert into task_revisions
                    (task_id, revision, blocks_original, blocks_working, comment, change_request, created_at)
                select s.task_id, s.new_revision - 1, s.old_original, s.old_working, s.old_comment, s.old_change_request,
                    s.old_created_at
                from superseded s join revised on revised.id = s.task_id
            ), journaled as (
            %8$s), audited as (
            %9$s)
            select exists (select from revised) from superseded
            """.formatted(
                    RevisedTask.COLUMNS.query(),
                    TaskTransition.REVISE.guard(),
                    IdempotencyClaim.claimEach("superseded"),
                    ReviewTask.REVISABLE_COLUMNS.names(),
                    qualified("given", ReviewTask.REVISABLE_COLUMNS.names()),
                    qualified(JournalEntry.CHANGED_COLUMNS),
                    AUTHOR_AND_LINE,
                    JournalEntry.appendEach("revised", EntryKind.REVISED),
                    AuditEntry.insertEach("revised"));

    private static final String DUE = """
            from review_tasks
            where expires_at <= :now and %s and expired_at is null and on_expiry = '%%s' %%s
            order by expires_at, id limit %d for no key update skip locked
            """.formatted(TaskTransition.DENY.guard(), EXPIRED_AT_ONCE);

    private static final String LOCK_EXPIRED =
            "select id, expires_at, octet_length(blocks_original::text) + octet_length(blocks_working::text) as characters "
                    + DUE.formatted(Expiry.Action.DENY, "and expires_at >= :since and id <> all (:except)");

    /** The priority is part of the task's answer, and so of its ETag, but a decision need not know it. */
    private static final String ESCALATE_EXPIRED = """
            with due as materialized (
                select id %s), escalated as (
                update review_tasks t
                set priority = 'HIGH', expired_at = :now, side_changes = t.side_changes + 1
                from due where t.id = due.id
                returning t.id, t.source_id, t.status, t.version, cast(:now as timestamptz) as updated_at
            )
            %s""".formatted(
            DUE.formatted(Expiry.Action.ESCALATE, ""), JournalEntry.appendFor("escalated", EntryKind.ESCALATED));

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

    private static final RowMapper<UUID> CHANGE_ID = (row, number) -> row.getObject(1, UUID.class);

    private final NamedParameterJdbcOperations jdbc;
    private final JdbcOperations plain;

    private final GatheredWrites<FiledTask, Boolean> filings = new GatheredWrites<>(
            WRITTEN_AT_ONCE,
            tasks -> write(FILE, FiledTask.COLUMNS, tasks, filed -> filed.task().id()));

    private final GatheredWrites<EditedTask, Boolean> edits = new GatheredWrites<>(
            WRITTEN_AT_ONCE,
            tasks -> write(
                    EDIT, EditedTask.COLUMNS, tasks, edited -> edited.line().id()));

    private final GatheredWrites<DecidedTask, Boolean> decisions =
            new GatheredWrites<>(WRITTEN_AT_ONCE, this::decideAll);

    ReviewTaskStatementsImpl(NamedParameterJdbcOperations jdbc) {
        this.jdbc = jdbc;
        this.plain = jdbc.getJdbcOperations();
    }

    @Override
    public boolean file(FiledTask task) {
        return task.task().isLarge() ? filings.writeAlone(task) : filings.write(task);
    }

    @Override
    public boolean edit(EditedTask task) {
        return task.task().isLarge() ? edits.writeAlone(task) : edits.write(task);
    }

    @Override
    public boolean decide(DecidedTask task) {
        return task.task().isLarge() ? decisions.writeAlone(task) : decisions.write(task);
    }

    @Override
    public List<Boolean> decideAll(List<DecidedTask> tasks) {
        return write(
                DECIDE, DecidedTask.COLUMNS, tasks, decided -> decided.event().id());
    }

    @Override
    public boolean requestChanges(SentBackTask task) {
        return write(
                        REQUEST_CHANGES,
                        SentBackTask.COLUMNS,
                        List.of(task),
                        sent -> sent.line().id())
                .getFirst();
    }

    @Override
    public RevisedTask.Outcome revise(RevisedTask task) {
        var written =
                plain.query(REVISE, (row, number) -> row.getBoolean(1), RevisedTask.COLUMNS.values(List.of(task)));
        if (written.isEmpty()) {
            return RevisedTask.Outcome.OVERTAKEN;
        }
        return written.getFirst() ? RevisedTask.Outcome.WRITTEN : RevisedTask.Outcome.KEY_USED;
    }

    private static String qualified(String columns) {
        return qualified("t", columns);
    }

    private static String qualified(String table, String columns) {
        return Arrays.stream(columns.split(", "))
                .map(column -> table + "." + column)
                .collect(Collectors.joining(", "));
    }

    /**
     * Makes changes with one statement, and tells which were made.
     *
     * @param sql returns the ids of the changes that were made
     * @param id of a change
     */
    private <T> List<Boolean> write(String sql, ValueRows<T> columns, List<T> changes, Function<T, UUID> id) {
        var made = new HashSet<>(plain.query(sql, CHANGE_ID, columns.values(changes)));
        return changes.stream().map(change -> made.contains(id.apply(change))).toList();
    }

    @Override
    public List<Expired> lockExpired(Instant since, Instant now, Set<UUID> except) {
        return jdbc.query(
                LOCK_EXPIRED,
                Map.of(
                        "since",
                        Timestamp.from(since),
                        "now",
                        Timestamp.from(now),
                        "except",
                        except.toArray(UUID[]::new)),
                (row, number) -> new Expired(
                        row.getObject("id", UUID.class), SqlInstant.read(row, "expires_at"), row.getInt("characters")));
    }

    @Override
    public int escalateExpired(Instant now) {
        return jdbc.update(
                ESCALATE_EXPIRED,
                new MapSqlParameterSource().addValue("now", Timestamp.from(now)).addValues(Author.SYSTEM.values()));
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
