package com.hiltreview.review;

import com.hiltreview.sql.Columns;
import com.hiltreview.sql.GatheredReads;
import com.hiltreview.version.TaskETag;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Reads single tasks, one statement a call; JSON passes through as text. */
@Repository
class ReviewTaskQueries {
    static final String SOURCE = " join source_names s on s.id = t.source_id";

    /** A task is shown with its delivery; one join costs less than a second query. */
    static final String DECISION_AND_EVENT =
            " left join review_decisions d on d.task_id = t.id left join task_deliveries e on e.task_id = t.id";

    private static final String FROM = " from review_tasks t" + SOURCE + DECISION_AND_EVENT;

    /**
     * Ids in a subquery: PostgreSQL then expects the same number of them whatever they are, and keeps its plan. Given directly
     * it would make a new plan for each execution, which takes longer than reading the rows.
     */
    private static final String WITH_ID_OF = " where t.id = any (cast((select ?) as uuid[]))";

    private static final String FIND = "select " + ReviewTaskView.COLUMNS + FROM + WITH_ID_OF;

    private static final String ITEMS = "select " + ReviewTaskListItem.COLUMNS + FROM + WITH_ID_OF;

    /** Does not read the blocks if the diff is stored, or known already for that version. */
    private static final String CHANGES = """
            select t.source_id, t.version, coalesce(e.revision, 0) + t.side_changes, s.name, t.diff,
                case when t.diff is null and t.version not in (?, ?) then t.blocks_original end,
                case when t.diff is null and t.version not in (?, ?) then t.blocks_working end
            from review_tasks t
            join source_names s on s.id = t.source_id
            left join task_deliveries e on e.task_id = t.id
            where t.id = ?
            """;

    /** A task may have 5 MiB. */
    private static final int TASKS_AT_ONCE = 8;

    private final JdbcTemplate jdbc;
    private final GatheredReads<UUID, ReviewTaskView> views = new GatheredReads<>(TASKS_AT_ONCE, this::views);

    ReviewTaskQueries(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Optional<ReviewTaskView> find(UUID id) {
        return views.read(id);
    }

    private Map<UUID, ReviewTaskView> views(List<UUID> ids) {
        return jdbc
                .query(FIND, (row, number) -> ReviewTaskView.read(new Columns(row, 1)), (Object)
                        ids.toArray(UUID[]::new))
                .stream()
                .collect(Collectors.toMap(task -> task.summary().id(), Function.identity()));
    }

    /**
     * What the diff of a task is made of.
     *
     * @param diff null while the task is PENDING
     * @param original null if there is a diff or the version is known, as is {@code working}
     */
    record Changes(
            UUID sourceId,
            int version,
            String etag,
            @Nullable String diff,
            @Nullable String original,
            @Nullable String working) {}

    /** @param known versions whose blocks are not needed, or 0 */
    Optional<Changes> changes(UUID id, int known, int alsoKnown) {
        return jdbc.query(CHANGES, ReviewTaskQueries::changes, known, alsoKnown, known, alsoKnown, id).stream()
                .findFirst();
    }

    /** @param changesRequested whether the agent is asked for changes */
    record Status(UUID sourceId, ReviewTaskStatus status, boolean changesRequested, int comments) {
        boolean awaitsReviewer() {
            return status == ReviewTaskStatus.PENDING && !changesRequested;
        }
    }

    Optional<Status> statusOf(UUID id) {
        return jdbc
                .query(
                        """
                        select source_id, status, change_request is not null as changes_requested, comment_count
                        from review_tasks where id = ?
                        """,
                        (row, number) -> new Status(
                                row.getObject("source_id", UUID.class),
                                ReviewTaskStatus.valueOf(row.getString("status")),
                                row.getBoolean("changes_requested"),
                                row.getInt("comment_count")),
                        id)
                .stream()
                .findFirst();
    }

    /** The number of tasks in each status; all statuses are there. */
    Map<ReviewTaskStatus, Long> countByStatus() {
        var counts = new LinkedHashMap<ReviewTaskStatus, Long>();
        for (var status : ReviewTaskStatus.values()) {
            counts.put(status, 0L);
        }
        jdbc.query("select status, count(*) as n from review_tasks group by status", row -> {
            counts.put(ReviewTaskStatus.valueOf(row.getString("status")), row.getLong("n"));
        });
        return counts;
    }

    /** Which of the tasks a reviewer has decided, or sent back to the agent. */
    List<UUID> answered(Collection<UUID> ids) {
        return jdbc.query("""
                select id from review_tasks
                where id = any (?) and (status <> 'PENDING' or change_request is not null)
                """, (row, number) -> row.getObject("id", UUID.class), (Object) ids.toArray(UUID[]::new));
    }

    /** The tasks as a list shows them, by their ids. */
    Map<UUID, ReviewTaskListItem> items(Collection<UUID> ids) {
        return jdbc
                .query(ITEMS, (row, number) -> ReviewTaskListItem.read(new Columns(row, 1)), (Object)
                        ids.toArray(UUID[]::new))
                .stream()
                .collect(Collectors.toMap(item -> item.summary().id(), Function.identity()));
    }

    private static Changes changes(ResultSet row, int rowNumber) throws SQLException {
        var columns = new Columns(row, 1);
        var sourceId = columns.uuid();
        int version = columns.integer();
        return new Changes(
                sourceId,
                version,
                TaskETag.of(version, columns.integer(), columns.text()),
                columns.textOrNull(),
                columns.textOrNull(),
                columns.textOrNull());
    }
}
