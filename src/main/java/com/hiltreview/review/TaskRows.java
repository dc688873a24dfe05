package com.hiltreview.review;

import com.hiltreview.proposal.Priority;
import com.hiltreview.proposal.RiskLevel;
import com.hiltreview.sql.Columns;
import com.hiltreview.verdict.DecisionType;
import com.hiltreview.version.TaskETag;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The columns of tasks as they are shown, and how a row of them is read. */
final class TaskRows {
    /** In the order in which {@link #summary} reads them, as are those below. */
    private static final String SUMMARY = """
            t.id, t.source_id, s.name, t.status, t.priority, t.title, t.preview, t.service, t.source_service, t.action,
            t.risk_level, t.risk_warning, %s, t.execution_intent""";

    static final String OUTCOME = """
            d.decision, d.reason, d.option_id, d.decided_at, d.decided_by, d.decided_by_user_id,
            e.event_id, e.delivery_status, e.attempt_count, e.last_attempt_at, e.revision""";

    /** What stands in the place of {@link #OUTCOME} for a task that cannot have one. */
    static final String NO_OUTCOME = """
            null::text, null::text, null::text, null::timestamptz, null::text, null::uuid,
            null::uuid, null::text, null::integer, null::timestamptz, null::integer""";

    private static final String HISTORY = "t.version, t.created_at, t.updated_at, t.archived_at";

    static final String LIST_ITEM =
            SUMMARY.formatted("t.interaction_summary") + ", t.block_count, t.has_changes, " + HISTORY;

    static final String SOURCE = " join source_names s on s.id = t.source_id";

    /** The delivery of a task is shown with it, and one join costs less than asking another room. */
    static final String DECISION_AND_EVENT =
            " left join review_decisions d on d.task_id = t.id left join task_deliveries e on e.task_id = t.id";

    /** One whole task. */
    static final String FIND =
            "select " + SUMMARY.formatted("t.interaction_schema") + ", " + HISTORY + ", " + OUTCOME + """
            , t.blocks_original, t.blocks_working, t.blocks_final, t.diff, t.metadata
            from review_tasks t
            """ + SOURCE
                    + DECISION_AND_EVENT + " where t.id = ?";

    private TaskRows() {}

    static ReviewTaskView task(ResultSet row, int rowNumber) throws SQLException {
        var columns = new Columns(row, 1);
        var summary = summary(columns);
        int version = columns.integer();
        var createdAt = columns.time();
        var updatedAt = columns.time();
        var archivedAt = columns.timeOrNull();
        var decision = decision(columns);
        var dispatch = dispatch(columns);
        int revision = columns.integer();
        return new ReviewTaskView(
                summary,
                columns.jsonOrNull(),
                columns.jsonOrNull(),
                columns.jsonOrNull(),
                columns.jsonOrNull(),
                decision,
                dispatch,
                columns.jsonOrNull(),
                version,
                createdAt,
                updatedAt,
                archivedAt,
                TaskETag.of(version, revision, summary.sourceName()));
    }

    static ReviewTaskListItem listItem(Columns columns) throws SQLException {
        var summary = summary(columns);
        int blockCount = columns.integer();
        boolean hasChanges = columns.flag();
        int version = columns.integer();
        var createdAt = columns.time();
        var updatedAt = columns.time();
        var archivedAt = columns.timeOrNull();
        return new ReviewTaskListItem(
                summary,
                blockCount,
                hasChanges,
                decision(columns),
                dispatch(columns),
                version,
                createdAt,
                updatedAt,
                archivedAt,
                columns.integer());
    }

    private static ReviewTaskView.Summary summary(Columns columns) throws SQLException {
        return new ReviewTaskView.Summary(
                columns.uuid(),
                columns.uuid(),
                columns.text(),
                ReviewTaskStatus.valueOf(columns.text()),
                Priority.valueOf(columns.text()),
                columns.text(),
                columns.textOrNull(),
                columns.jsonOrNull(),
                columns.jsonOrNull(),
                columns.jsonOrNull(),
                RiskLevel.valueOf(columns.text()),
                columns.textOrNull(),
                columns.jsonOrNull(),
                columns.jsonOrNull());
    }

    private static ReviewTaskView.@Nullable Decision decision(Columns columns) throws SQLException {
        var type = columns.textOrNull();
        if (type == null) {
            columns.skip(5);
            return null;
        }
        return new ReviewTaskView.Decision(
                DecisionType.valueOf(type),
                columns.textOrNull(),
                columns.textOrNull(),
                columns.time(),
                columns.text(),
                columns.uuidOrNull());
    }

    private static ReviewTaskView.@Nullable Dispatch dispatch(Columns columns) throws SQLException {
        var event = columns.uuidOrNull();
        if (event == null) {
            columns.skip(3);
            return null;
        }
        return new ReviewTaskView.Dispatch(columns.text(), columns.integer(), columns.timeOrNull(), event);
    }
}
