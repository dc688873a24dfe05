package com.hiltreview.review;

import com.hiltreview.paging.Cursors;
import com.hiltreview.proposal.Priority;
import com.hiltreview.proposal.RiskLevel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

    /** A page ends before the item that would come after this much; so it always has one. */
    private static final int MAX_PAGE_BYTES = 2 * 1024 * 1024;

    /** More than any {@code listed_bytes}: the item that a page ends before is read, so that it is known to be there. */
    private static final int LARGEST_ITEM_BYTES = 256 * 1024;

    /** The column that {@link #LIST_ITEM} begins with; null where a page has no item. */
    private static final int FIRST_OF_ITEM = 4;

    /**
     * Shorter prefixes are compared with each task in turn: in the index they lead to most of its entries, and reading those
     * takes ten times as long, all the more in combination with a rare word.
     */
    private static final int INDEXED_PREFIX_LENGTH = 3;

    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(2);
    private static final int MAX_REMEMBERED = 1000;

    /** In the order in which {@link #summary} reads them, as are those below. */
    private static final String SUMMARY = """
            t.id, t.source_id, s.name, t.status, t.priority, t.title, t.preview, t.service, t.source_service, t.action,
            t.risk_level, t.risk_warning, %s, t.execution_intent""";

    private static final String OUTCOME = """
            d.decision, d.reason, d.option_id, d.decided_at, d.decided_by, d.decided_by_user_id,
            e.id, e.delivery_status, e.attempt_count, e.last_attempt_at, e.revision""";

    /** What stands in the place of {@link #OUTCOME} for a task that cannot have one. */
    private static final String NO_OUTCOME = """
            null::text, null::text, null::text, null::timestamptz, null::text, null::uuid,
            null::uuid, null::text, null::integer, null::timestamptz, null::integer""";

    private static final String HISTORY = "t.version, t.created_at, t.updated_at, t.archived_at";

    private static final String LIST_ITEM =
            SUMMARY.formatted("t.interaction_summary") + ", t.block_count, t.has_changes, " + HISTORY;

    private static final String SOURCE = " join sources s on s.id = t.source_id";

    /** The delivery of a task is shown with it, and one join costs less than asking another room. */
    private static final String DECISION_AND_EVENT =
            " left join review_decisions d on d.task_id = t.id left join decision_events e on e.task_id = t.id";

    private static final String FIND =
            "select " + SUMMARY.formatted("t.interaction_schema") + ", " + HISTORY + ", " + OUTCOME + """
            , t.blocks_original, t.blocks_working, t.blocks_final, t.diff, t.metadata
            from review_tasks t
            """ + SOURCE
                    + DECISION_AND_EVENT + " where t.id = ?";

    /** The blocks are left where they are once their diff is there, and for versions whose diff is known already. */
    private static final String CHANGES = """
            select t.source_id, t.version, e.revision, s.name, t.diff,
                case when t.diff is null and t.version not in (?, ?) then t.blocks_original end,
                case when t.diff is null and t.version not in (?, ?) then t.blocks_working end
            from review_tasks t
            join sources s on s.id = t.source_id
            left join decision_events e on e.task_id = t.id
            where t.id = ?
            """;

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
            List<ReviewTaskListItem> items,
            int total,
            @Nullable String nextCursor,
            boolean sourceExists) {}

    Optional<ReviewTaskView> find(UUID id) {
        return jdbc.query(FIND, ReviewTaskQueries::task, id).stream().findFirst();
    }

    /**
     * What the diff of a task is made of.
     *
     * @param diff null while the task is PENDING
     * @param original null where there is a diff, and for a version that is known, as is {@code working}
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

    /** Where the delivery of a decided task stands. */
    ReviewTaskView.Dispatch dispatchOf(UUID taskId) {
        return jdbc.queryForObject("""
                select id, delivery_status, attempt_count, last_attempt_at
                from decision_events where task_id = ?
                """, (row, number) -> Objects.requireNonNull(dispatch(new Columns(row, 1))), taskId);
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
    Map<UUID, ReviewTaskListItem> items(Collection<UUID> ids) {
        return jdbc
                .query(
                        "select " + LIST_ITEM + ", " + OUTCOME + " from review_tasks t" + SOURCE + DECISION_AND_EVENT
                                + " where t.id = any (?)",
                        (row, number) -> listItem(new Columns(row, 1)),
                        (Object) ids.toArray(UUID[]::new))
                .stream()
                .collect(Collectors.toMap(item -> item.summary().id(), Function.identity()));
    }

    Page list(ReviewTaskFilter filter, int limit, @Nullable String cursor) {
        var list = filter.fingerprint();
        var place = cursor == null ? null : cursors.decode(list, cursor, "cursor");
        boolean counted = !isKnownFarOverLimit(list);
        var statement = counted || filter.sourceId() != null
                ? pageWithTotal(filter, place, limit, counted)
                : pageAlone(filter, place, limit);
        var items = new ArrayList<ReviewTaskListItem>();
        var head = new Object() {
            int total = FAR_OVER_LIMIT + 1;
            boolean sourceExists = true;
            boolean full;
        };
        jdbc.query(
                statement.sql.toString(),
                row -> {
                    var columns = new Columns(row, 1);
                    head.total = columns.integer();
                    head.sourceExists = columns.flag();
                    head.full |= columns.integer() >= MAX_PAGE_BYTES;
                    if (!head.full && row.getString(FIRST_OF_ITEM) != null) {
                        items.add(listItem(columns));
                    }
                },
                statement.parameters.toArray());
        if (counted && head.total > FAR_OVER_LIMIT) {
            rememberFarOverLimit(list);
        } else if (counted) {
            farOverLimit.remove(list);
        }
        boolean more = head.full || items.size() > limit;
        var shown = items.size() > limit ? List.copyOf(items.subList(0, limit)) : List.copyOf(items);
        var next = more ? cursors.encode(list, place(shown.getLast())) : null;
        return new Page(shown, Math.min(head.total, COUNT_LIMIT + 1), next, head.sourceExists);
    }

    /** A row with the total and whether the source exists, and then the page's items, if any. */
    private static Statement pageWithTotal(
            ReviewTaskFilter filter, @Nullable String place, int limit, boolean counted) {
        var statement = new Statement();
        statement.add("with page as (");
        addPage(filter, place, limit, statement);
        if (counted) {
            statement.add("), total as (select count(*) as n from (select from review_tasks t where true");
            addFilters(filter, statement);
            statement.add(" limit " + (FAR_OVER_LIMIT + 1) + ") as capped)");
        } else {
            statement.add("), total as (select " + (FAR_OVER_LIMIT + 1) + " as n)");
        }
        if (filter.sourceId() == null) {
            statement.add(", source as (select true as found)");
        } else {
            statement.add(", source as (select exists (select from sources where id = ?) as found)", filter.sourceId());
        }
        statement.add(" select total.n, source.found, t.bytes_before, " + LIST_ITEM + ", " + outcome(filter)
                + " from total cross join source left join (page t" + joins(filter) + ") on true" + order(filter));
        return statement;
    }

    /** The same columns where the total is known and no source is asked for: two thirds of the work. */
    private static Statement pageAlone(ReviewTaskFilter filter, @Nullable String place, int limit) {
        var statement = new Statement();
        statement.add("select " + (FAR_OVER_LIMIT + 1) + ", true, t.bytes_before, " + LIST_ITEM + ", " + outcome(filter)
                + " from (");
        addPage(filter, place, limit, statement);
        statement.add(") t" + joins(filter) + order(filter));
        return statement;
    }

    private static String outcome(ReviewTaskFilter filter) {
        return isUndecided(filter) ? NO_OUTCOME : OUTCOME;
    }

    private static String joins(ReviewTaskFilter filter) {
        return isUndecided(filter) ? SOURCE : SOURCE + DECISION_AND_EVENT;
    }

    /** The reviewers' queue is of tasks that have neither decision nor event yet. */
    private static boolean isUndecided(ReviewTaskFilter filter) {
        return filter.statuses().equals(List.of(ReviewTaskStatus.PENDING));
    }

    private static String order(ReviewTaskFilter filter) {
        return filter.sort() == ReviewTaskFilter.Sort.PRIORITY
                ? " order by t.priority, t.created_at, t.id"
                : " order by t.created_at desc, t.id desc";
    }

    /**
     * The tasks of a page, and how large those before each of them are together.
     *
     * @param place where the page before ended
     */
    private static void addPage(ReviewTaskFilter filter, @Nullable String place, int limit, Statement statement) {
        statement.add(
                "select t.* from (select t.*, sum(t.listed_bytes) over (" + order(filter)
                        + " rows unbounded preceding) - t.listed_bytes as bytes_before from (select * from review_tasks t where true");
        addFilters(filter, statement);
        if (place != null) {
            addPlace(filter.sort(), place, statement);
        }
        statement.add(order(filter) + " limit " + (limit + 1) + ") t) t where t.bytes_before < "
                + (MAX_PAGE_BYTES + LARGEST_ITEM_BYTES));
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
            addWords(filter.words(), statement);
        }
        if (filter.createdAfter() != null) {
            statement.add(" and t.created_at > ?", Timestamp.from(filter.createdAfter()));
        }
        if (filter.createdBefore() != null) {
            statement.add(" and t.created_at < ?", Timestamp.from(filter.createdBefore()));
        }
    }

    /** All words must occur, and the last one may be the beginning of one. */
    private static void addWords(List<String> words, Statement statement) {
        var last = words.getLast();
        boolean indexed = last.length() >= INDEXED_PREFIX_LENGTH;
        var exact = indexed ? words : words.subList(0, words.size() - 1);
        if (!exact.isEmpty()) {
            statement.add(
                    " and t.search_words @@ cast(? as tsquery)",
                    "'" + String.join("' & '", exact) + (indexed ? "':*" : "'"));
        }
        if (!indexed) {
            // The operator's function is not looked up in the index.
            statement.add(" and ts_match_vq(t.search_words, cast(? as tsquery))", "'" + last + "':*");
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

    private static String place(ReviewTaskListItem item) {
        return item.summary().priority() + " " + item.createdAt() + " "
                + item.summary().id();
    }

    private static ReviewTaskView task(ResultSet row, int rowNumber) throws SQLException {
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

    private static ReviewTaskListItem listItem(Columns columns) throws SQLException {
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
