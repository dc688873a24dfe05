package com.hiltreview.review;

import com.hiltreview.json.RawJson;
import com.hiltreview.paging.Cursors;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Reads tasks as they are shown, one statement a call; JSON passes through as text. */
@Repository
class ReviewTaskQueries {
    /** Counts are exact up to here. */
    static final int COUNT_LIMIT = 10_000;

    /** A count this far over the limit cannot fall below it within the time that it is remembered for. */
    private static final int FAR_OVER_LIMIT = 2 * COUNT_LIMIT;

    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(2);
    private static final int MAX_REMEMBERED = 1000;

    private static final String SUMMARY_COLUMNS = """
            t.id, t.source_id, s.name as source_name, t.status, t.priority, t.title, t.preview, t.service,
            t.source_service, t.action, t.risk_level, t.risk_warning, t.interaction_schema, t.execution_intent,
            t.version, t.created_at, t.updated_at, t.archived_at,
            d.decision, d.reason, d.option_id, d.decided_at, d.decided_by,
            e.id as event_id, e.delivery_status, e.attempt_count, e.last_attempt_at, e.revision
            """;

    /** The delivery of a task is shown with it, and one join costs less than asking another room. */
    private static final String JOINS = """
            join sources s on s.id = t.source_id
            left join review_decisions d on d.task_id = t.id
            left join decision_events e on e.task_id = t.id
            """;

    private static final String FIND = "select " + SUMMARY_COLUMNS + """
            , t.blocks_original, t.blocks_working, t.blocks_final, t.diff, t.metadata
            from review_tasks t
            """ + JOINS + " where t.id = ?";

    private final JdbcTemplate jdbc;
    private final Cursors cursors;
    private final Clock clock;
    private final Map<String, Instant> farOverLimit = new ConcurrentHashMap<>();

    ReviewTaskQueries(JdbcTemplate jdbc, Cursors cursors, Clock clock) {
        this.jdbc = jdbc;
        this.cursors = cursors;
        this.clock = clock;
    }

    /**
     * @param total at most {@link #COUNT_LIMIT} + 1
     * @param sourceExists whether the filter's source exists; true without one
     */
    record Page(
            List<ReviewTaskView.ListItem> items,
            int total,
            @Nullable String nextCursor,
            boolean sourceExists) {}

    Optional<ReviewTaskView> find(UUID id) {
        return jdbc.query(FIND, ReviewTaskQueries::task, id).stream().findFirst();
    }

    /** Where the delivery of a decided task stands. */
    ReviewTaskView.Dispatch dispatchOf(UUID taskId) {
        return jdbc.queryForObject("""
                select id as event_id, delivery_status, attempt_count, last_attempt_at
                from decision_events where task_id = ?
                """, (row, number) -> Objects.requireNonNull(dispatch(row)), taskId);
    }

    /** @param sourceId the only source whose tasks are known, or null for all */
    Optional<ReviewTaskStatus> statusOf(UUID id, @Nullable UUID sourceId) {
        return jdbc
                .query(
                        "select status from review_tasks where id = ? and source_id = coalesce(?, source_id)",
                        (row, number) -> ReviewTaskStatus.valueOf(row.getString("status")),
                        id,
                        sourceId)
                .stream()
                .findFirst();
    }

    /** Those of the tasks that are decided. */
    List<UUID> decided(Collection<UUID> ids) {
        return jdbc.query(
                "select id from review_tasks where id = any (?) and status <> 'PENDING'",
                (row, number) -> row.getObject("id", UUID.class),
                (Object) ids.toArray(UUID[]::new));
    }

    /** The tasks as a list shows them, by their ids. */
    Map<UUID, ReviewTaskView.ListItem> items(Collection<UUID> ids) {
        return jdbc
                .query(
                        "select t.block_count, t.has_changes, " + SUMMARY_COLUMNS + " from review_tasks t " + JOINS
                                + " where t.id = any (?)",
                        (row, number) -> listItem(row),
                        (Object) ids.toArray(UUID[]::new))
                .stream()
                .collect(Collectors.toMap(item -> item.summary().id(), Function.identity()));
    }

    Page list(ReviewTaskFilter filter, int limit, @Nullable String cursor) {
        var list = filter.fingerprint();
        boolean counted = !isKnownFarOverLimit(list);
        var statement = new Statement();
        statement.add("with page as (select t.* from review_tasks t where true");
        addFilters(filter, statement);
        if (cursor != null) {
            addPlace(filter.sort(), cursors.decode(list, cursor, "cursor"), statement);
        }
        var order = filter.sort() == ReviewTaskFilter.Sort.PRIORITY
                ? " order by t.priority, t.created_at, t.id"
                : " order by t.created_at desc, t.id desc";
        statement.add(order + " limit " + (limit + 1) + ")");
        if (counted) {
            statement.add(", total as (select count(*) as n from (select from review_tasks t where true");
            addFilters(filter, statement);
            statement.add(" limit " + (FAR_OVER_LIMIT + 1) + ") as capped)");
        } else {
            statement.add(", total as (select " + (FAR_OVER_LIMIT + 1) + " as n)");
        }
        if (filter.sourceId() == null) {
            statement.add(", source as (select true as found)");
        } else {
            statement.add(", source as (select exists (select from sources where id = ?) as found)", filter.sourceId());
        }
        statement.add(" select total.n, source.found, t.block_count, t.has_changes, " + SUMMARY_COLUMNS
                + " from total cross join source left join (page t " + JOINS
                + ") on true" + order);

        var items = new ArrayList<ReviewTaskView.ListItem>();
        var head = new Object() {
            int total;
            boolean sourceExists;
        };
        jdbc.query(
                statement.sql.toString(),
                row -> {
                    head.total = row.getInt("n");
                    head.sourceExists = row.getBoolean("found");
                    if (row.getString("id") != null) {
                        items.add(listItem(row));
                    }
                },
                statement.parameters.toArray());
        if (counted && head.total > FAR_OVER_LIMIT) {
            rememberFarOverLimit(list);
        } else if (counted) {
            farOverLimit.remove(list);
        }
        boolean more = items.size() > limit;
        var shown = more ? List.copyOf(items.subList(0, limit)) : List.copyOf(items);
        var next = more ? cursors.encode(list, place(shown.getLast())) : null;
        return new Page(shown, Math.min(head.total, COUNT_LIMIT + 1), next, head.sourceExists);
    }

    /** Where the time is over, the first who asks counts anew; the others go on with what was known until it has. */
    private boolean isKnownFarOverLimit(String list) {
        var until = farOverLimit.get(list);
        var now = clock.instant();
        return until != null && (now.isBefore(until) || !farOverLimit.replace(list, until, now.plus(REMEMBERED_FOR)));
    }

    private void rememberFarOverLimit(String list) {
        if (farOverLimit.size() >= MAX_REMEMBERED) {
            farOverLimit.clear();
        }
        farOverLimit.put(list, clock.instant().plus(REMEMBERED_FOR));
    }

    private static void addFilters(ReviewTaskFilter filter, Statement statement) {
        if (filter.sourceId() != null) {
            statement.add(" and t.source_id = ?", filter.sourceId());
        }
        if (!filter.statuses().isEmpty()) {
            statement.add(" and t.status in (" + literals(filter.statuses()) + ")");
        }
        if (filter.priority() != null) {
            statement.add(" and t.priority = " + literals(List.of(filter.priority())));
        }
        if (filter.riskLevel() != null) {
            statement.add(" and t.risk_level = " + literals(List.of(filter.riskLevel())));
        }
        if (filter.serviceId() != null) {
            statement.add(" and t.service_id = ?", filter.serviceId());
        }
        if (filter.actionType() != null) {
            statement.add(" and t.action_type = ?", filter.actionType());
        }
        if (!filter.words().isEmpty()) {
            statement.add(
                    " and array_to_tsvector(string_to_array(t.search_text, ' ')) @@ cast(? as tsquery)",
                    "'" + String.join("' & '", filter.words()) + "':*");
        }
        if (filter.createdAfter() != null) {
            statement.add(" and t.created_at > ?", Timestamp.from(filter.createdAfter()));
        }
        if (filter.createdBefore() != null) {
            statement.add(" and t.created_at < ?", Timestamp.from(filter.createdBefore()));
        }
    }

    private static String literals(List<? extends Enum<?>> constants) {
        return constants.stream().map(constant -> "'" + constant.name() + "'").collect(Collectors.joining(", "));
    }

    private static void addPlace(ReviewTaskFilter.Sort sort, String place, Statement statement) {
        var parts = place.split(" ");
        var createdAt = Timestamp.from(Instant.parse(parts[1]));
        var id = UUID.fromString(parts[2]);
        if (sort == ReviewTaskFilter.Sort.PRIORITY) {
            statement.add(
                    " and (t.priority, t.created_at, t.id) > (cast(? as priority_level), ?, ?)",
                    parts[0],
                    createdAt,
                    id);
        } else {
            statement.add(" and (t.created_at, t.id) < (?, ?)", createdAt, id);
        }
    }

    private static String place(ReviewTaskView.ListItem item) {
        return item.summary().priority() + " " + item.createdAt() + " "
                + item.summary().id();
    }

    private static ReviewTaskView task(ResultSet row, int rowNumber) throws SQLException {
        var summary = summary(row);
        int version = row.getInt("version");
        return new ReviewTaskView(
                summary,
                raw(row, "blocks_original"),
                raw(row, "blocks_working"),
                raw(row, "blocks_final"),
                raw(row, "diff"),
                decision(row),
                dispatch(row),
                raw(row, "metadata"),
                version,
                required(row, "created_at"),
                required(row, "updated_at"),
                instant(row, "archived_at"),
                TaskETag.of(version, row.getInt("revision"), summary.sourceName()));
    }

    private static ReviewTaskView.ListItem listItem(ResultSet row) throws SQLException {
        return new ReviewTaskView.ListItem(
                summary(row),
                row.getInt("block_count"),
                row.getBoolean("has_changes"),
                decision(row),
                dispatch(row),
                row.getInt("version"),
                required(row, "created_at"),
                required(row, "updated_at"),
                instant(row, "archived_at"));
    }

    private static ReviewTaskView.Summary summary(ResultSet row) throws SQLException {
        return new ReviewTaskView.Summary(
                row.getObject("id", UUID.class),
                row.getObject("source_id", UUID.class),
                row.getString("source_name"),
                ReviewTaskStatus.valueOf(row.getString("status")),
                Priority.valueOf(row.getString("priority")),
                row.getString("title"),
                row.getString("preview"),
                raw(row, "service"),
                raw(row, "source_service"),
                raw(row, "action"),
                RiskLevel.valueOf(row.getString("risk_level")),
                row.getString("risk_warning"),
                raw(row, "interaction_schema"),
                raw(row, "execution_intent"));
    }

    private static ReviewTaskView.@Nullable Decision decision(ResultSet row) throws SQLException {
        var type = row.getString("decision");
        return type == null
                ? null
                : new ReviewTaskView.Decision(
                        DecisionType.valueOf(type),
                        row.getString("reason"),
                        row.getString("option_id"),
                        required(row, "decided_at"),
                        row.getString("decided_by"));
    }

    private static ReviewTaskView.@Nullable Dispatch dispatch(ResultSet row) throws SQLException {
        var event = row.getObject("event_id", UUID.class);
        return event == null
                ? null
                : new ReviewTaskView.Dispatch(
                        row.getString("delivery_status"),
                        row.getInt("attempt_count"),
                        instant(row, "last_attempt_at"),
                        event);
    }

    private static @Nullable RawJson raw(ResultSet row, String column) throws SQLException {
        return RawJson.ofNullable(row.getString(column));
    }

    private static Instant required(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /**
     * SQL that grows together with its parameters. Limits and our own enums' names stand in the text: as parameters they
     * would make PostgreSQL plan the statement anew at every execution, and pass over the indexes that begin with status.
     */
    private static final class Statement {
        private final StringBuilder sql = new StringBuilder();
        private final List<Object> parameters = new ArrayList<>();

        void add(String text, Object... values) {
            sql.append(text);
            parameters.addAll(List.of(values));
        }
    }
}
