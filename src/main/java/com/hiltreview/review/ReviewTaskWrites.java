package com.hiltreview.review;

import com.hiltreview.audit.AuditEntry;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * Writes what tasks become, each change in one statement that does nothing where another change came first. Creation and
 * editing are one statement each and need no transaction around it.
 */
@Repository
class ReviewTaskWrites {
    private static final String INSERT = """
            insert into review_tasks (id, version, source_id, status, priority, risk_level, title, preview, risk_warning,
                search_text, service, source_service, action, interaction_schema, interaction_summary, execution_intent, metadata,
                blocks_original, blocks_working, block_count, created_at, updated_at)
            select ?, ?, ?, cast(? as review_task_status), cast(? as priority_level), cast(? as risk_level), ?, ?, ?,
                ?, cast(? as json), cast(? as json), cast(? as json), cast(? as json), cast(? as json),
                cast(? as json), cast(? as json), cast(? as json), cast(? as json), ?, ?, ?
            """;

    private static final String AND_ITS_LINE = "returning id\n)\n" + AuditEntry.insertFor("filed");

    private static final String INSERT_WITH_LINE = "with filed as (\n" + INSERT + AND_ITS_LINE;

    /** Waits for a twin on another instance; where the key is taken, nothing is written. */
    private static final String CLAIM = """
            with claimed as (
                insert into idempotency_keys as k (source_id, key, request_hash, task_id, response, etag, created_at)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (source_id, key) do update
                set request_hash = excluded.request_hash, task_id = excluded.task_id, response = excluded.response,
                    etag = excluded.etag, created_at = excluded.created_at
                where k.created_at <= ?
                returning 1
            )
            """;

    private static final String INSERT_ONCE = CLAIM + INSERT + "from claimed";

    private static final String INSERT_ONCE_WITH_LINE =
            CLAIM + ", filed as (\n" + INSERT + "from claimed " + AND_ITS_LINE;

    /** The change and its line in the audit log, or neither. */
    private static final String EDIT = """
            with edited as (
                update review_tasks set blocks_working = cast(? as json), has_changes = ?, version = ?, updated_at = ?
                where id = ? and version = ? and status = 'PENDING'
                returning id
            )
            """ + AuditEntry.insertFor("edited");

    private static final String DECIDE = """
            with decided as (
                update review_tasks set status = cast(? as review_task_status), blocks_final = blocks_working,
                    diff = cast(? as json), version = ?, updated_at = ?
                where id = ? and version = ? and status = 'PENDING'
                returning id
            ), written_down as (
            """ + AuditEntry.insertFor("decided") + """
            )
            insert into review_decisions (task_id, decision, reason, option_id, decided_by, decided_by_user_id, decided_at)
            select id, cast(? as decision_type), ?, ?, ?, ?, ? from decided
            """;

    private final JdbcTemplate jdbc;

    ReviewTaskWrites(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param line for the audit log, in the same statement */
    int insert(ReviewTask task, @Nullable AuditEntry line) {
        var parameters = new ArrayList<@Nullable Object>(task.columns());
        return update(INSERT, INSERT_WITH_LINE, parameters, line);
    }

    private int update(String sql, String sqlWithLine, List<@Nullable Object> parameters, @Nullable AuditEntry line) {
        if (line != null) {
            parameters.addAll(line.columns());
        }
        return jdbc.update(line == null ? sql : sqlWithLine, parameters.toArray());
    }

    /**
     * Files a task under an idempotency key.
     *
     * @param line for the audit log, in the same statement
     * @return false if the key was used within the last day
     */
    boolean insertOnce(
            ReviewTask task,
            String key,
            byte[] requestHash,
            CreatedTask answer,
            Instant now,
            @Nullable AuditEntry line) {
        var parameters = new ArrayList<@Nullable Object>(List.of(
                task.sourceId(),
                key,
                requestHash,
                answer.taskId(),
                answer.body(),
                answer.etag(),
                Timestamp.from(now),
                Timestamp.from(now.minus(IdempotencyKeys.KEPT))));
        parameters.addAll(task.columns());
        return update(INSERT_ONCE, INSERT_ONCE_WITH_LINE, parameters, line) == 1;
    }

    /** False where the task is not any more what was read. */
    boolean edit(ReviewTask task, AuditEntry line) {
        var parameters = new ArrayList<@Nullable Object>(List.of(
                task.blocksWorking(),
                task.hasChanges(),
                task.version(),
                Timestamp.from(task.updatedAt()),
                task.id(),
                task.version() - 1));
        parameters.addAll(line.columns());
        return jdbc.update(EDIT, parameters.toArray()) == 1;
    }

    /** Writes the decided task and its decision. False where the task is not any more what was read: nothing is written. */
    boolean decide(ReviewTask task, ReviewTaskView.Decision decision, AuditEntry line) {
        var parameters = new ArrayList<@Nullable Object>(Arrays.asList(
                task.status().name(),
                task.diff(),
                task.version(),
                Timestamp.from(task.updatedAt()),
                task.id(),
                task.version() - 1));
        parameters.addAll(line.columns());
        parameters.addAll(Arrays.asList(
                decision.type().name(),
                decision.reason(),
                decision.optionId(),
                decision.decidedBy(),
                decision.decidedById(),
                Timestamp.from(decision.decidedAt())));
        return jdbc.update(DECIDE, parameters.toArray()) == 1;
    }
}
