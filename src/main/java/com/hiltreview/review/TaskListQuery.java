package com.hiltreview.review;

import com.hiltreview.access.Scope;
import com.hiltreview.paging.Cursors;
import com.hiltreview.paging.LargeCounts;
import com.hiltreview.sql.Columns;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Lists tasks page by page: one statement a page, which also counts. */
@Repository
class TaskListQuery {
    /** Counts are exact up to here. */
    static final int COUNT_LIMIT = 10_000;

    /** A count above this cannot fall below {@link #COUNT_LIMIT} while it is remembered. */
    private static final int COUNTED_UP_TO = 2 * COUNT_LIMIT;

    /** An item is left out if those before it have this many bytes together, so a page always has one. */
    private static final int MAX_PAGE_BYTES = 2 * 1024 * 1024;

    /** More than any {@code listed_bytes}. The first item that is left out is still read, to know that it exists. */
    private static final int LARGEST_ITEM_BYTES = 256 * 1024;

    /** The first column of {@link ReviewTaskListItem#COLUMNS}; null if a page has no item. */
    private static final int FIRST_OF_ITEM = 3;

    /**
     * Shorter prefixes are compared with each task in turn. In the index they match most entries, and reading those takes
     * ten times as long, or more if the search also has a rare word.
     */
    private static final int INDEXED_PREFIX_LENGTH = 3;

    private final JdbcTemplate jdbc;
    private final Cursors cursors;
    private final LargeCounts largeCounts;

    TaskListQuery(JdbcTemplate jdbc, Cursors cursors, Clock clock) {
        this.jdbc = jdbc;
        this.cursors = cursors;
        this.largeCounts = new LargeCounts(COUNTED_UP_TO, clock);
    }

    /** @param total at most {@link #COUNT_LIMIT} + 1 */
    record Page(
            List<ReviewTaskListItem> items,
            int total,
            @Nullable String nextCursor) {}

    Page page(Scope scope, TaskSearch search, int limit, @Nullable String cursor) {
        var list = fingerprint(scope, search);
        var place = cursor == null ? null : cursors.decode(list, cursor, "cursor");
        boolean counted = !largeCounts.isKnownLarge(list);
        var statement = counted ? pageWithTotal(scope, search, place, limit) : pageAlone(scope, search, place, limit);
        var items = new ArrayList<ReviewTaskListItem>();
        var head = new Object() {
            int total = COUNTED_UP_TO + 1;
            boolean full;
        };
        jdbc.query(
                statement.sql.toString(),
                row -> {
                    var columns = new Columns(row, 1);
                    head.total = columns.integer();
                    head.full |= columns.integer() >= MAX_PAGE_BYTES;
                    if (!head.full && row.getString(FIRST_OF_ITEM) != null) {
                        items.add(ReviewTaskListItem.read(columns));
                    }
                },
                statement.parameters.toArray());
        if (counted) {
            largeCounts.remember(list, head.total);
        }
        boolean more = head.full || items.size() > limit;
        var shown = items.size() > limit ? List.copyOf(items.subList(0, limit)) : List.copyOf(items);
        var next = more ? cursors.encode(list, place(shown.getLast())) : null;
        return new Page(shown, Math.min(head.total, COUNT_LIMIT + 1), next);
    }

    /** Identifies the list that a cursor belongs to; a source's own list is the same with and without its id. */
    private static String fingerprint(Scope scope, TaskSearch search) {
        var visible = scope instanceof Scope.Sources sources ? new TreeSet<>(sources.ids()) : "";
        return visible + " " + search.withoutSource();
    }

    /** Rows with the total and an item of the page; a single row without an item if the page is empty. */
    private static Statement pageWithTotal(Scope scope, TaskSearch search, @Nullable String place, int limit) {
        var statement = new Statement();
        statement.add("with page as (");
        addPage(scope, search, place, limit, statement);
        statement.add("), total as (select count(*) as n from (select from review_tasks t where true");
        addFilters(scope, search, statement);
        statement.add(" limit " + (COUNTED_UP_TO + 1) + ") as capped)");
        statement.add(" select total.n, t.bytes_before, " + columns(search) + " from total left join (page t"
                + joins(search) + ") on true" + order(search));
        return statement;
    }

    /** The same columns without counting, which saves a third of the work. */
    private static Statement pageAlone(Scope scope, TaskSearch search, @Nullable String place, int limit) {
        var statement = new Statement();
        statement.add("select " + (COUNTED_UP_TO + 1) + ", t.bytes_before, " + columns(search) + " from (");
        addPage(scope, search, place, limit, statement);
        statement.add(") t" + joins(search) + order(search));
        return statement;
    }

    private static String columns(TaskSearch search) {
        return isUndecided(search) ? ReviewTaskListItem.COLUMNS_IF_UNDECIDED : ReviewTaskListItem.COLUMNS;
    }

    private static String joins(TaskSearch search) {
        return isUndecided(search)
                ? ReviewTaskQueries.SOURCE
                : ReviewTaskQueries.SOURCE + ReviewTaskQueries.DECISION_AND_EVENT;
    }

    /** Tasks in the reviewers' queue have neither a decision nor an event. */
    private static boolean isUndecided(TaskSearch search) {
        return search.statuses().equals(List.of(ReviewTaskStatus.PENDING));
    }

    private static String order(TaskSearch search) {
        return search.sort() == TaskSearch.Sort.PRIORITY
                ? " order by t.priority, t.created_at, t.id"
                : " order by t.created_at desc, t.id desc";
    }

    /**
     * The tasks of a page, each with the total size of those before it.
     *
     * @param place where the previous page ended
     */
    private static void addPage(
            Scope scope, TaskSearch search, @Nullable String place, int limit, Statement statement) {
        statement.add("select t.* from (select t.*, sum(t.listed_bytes) over (" + order(search)
                + " rows unbounded preceding) - t.listed_bytes as bytes_before from (");
        var first = order(search) + " limit " + (limit + 1);
        if (hasIndex(scope, search)) {
            addTasks(scope, search, place, statement);
        } else {
            var statuses = search.statuses().isEmpty() ? List.of(ReviewTaskStatus.values()) : search.statuses();
            statement.add("select t.* from (values ("
                    + statuses.stream()
                            .map("cast('%s' as review_task_status)"::formatted)
                            .collect(Collectors.joining("), ("))
                    + ")) as listed (status) cross join lateral (");
            addTasks(scope, search, place, statement);
            statement.add(" and t.status = listed.status" + first + ") t");
        }
        statement.add(first + ") t) t where t.bytes_before < " + (MAX_PAGE_BYTES + LARGEST_ITEM_BYTES));
    }

    /**
     * Whether an index has the tasks in the order of the list. If not, the first tasks of each status are read from an index that
     * begins with the status, and merged. A list with words is read by its words.
     */
    private static boolean hasIndex(Scope scope, TaskSearch search) {
        boolean everyStatus = search.statuses().isEmpty();
        boolean everySource = !(scope instanceof Scope.Sources);
        return search.statuses().size() == 1
                || (everyStatus && everySource && search.sort() != TaskSearch.Sort.PRIORITY)
                || !search.words().isEmpty();
    }

    private static void addTasks(Scope scope, TaskSearch search, @Nullable String place, Statement statement) {
        statement.add("select * from review_tasks t where true");
        addFilters(scope, search, statement);
        if (place != null) {
            addPlace(search.sort(), place, statement);
        }
    }

    private static void addFilters(Scope scope, TaskSearch search, Statement statement) {
        if (scope instanceof Scope.Sources visible) {
            // With a single value PostgreSQL can use the order of the index.
            var ids = visible.ids();
            if (ids.size() == 1) {
                statement.add(" and t.source_id = ?", ids.iterator().next());
            } else {
                statement.add(" and t.source_id = any (?)", (Object) ids.toArray(UUID[]::new));
            }
        }
        if (!search.statuses().isEmpty()) {
            statement.add(" and t.status in (" + literals(search.statuses()) + ")");
        }
        if (search.priority() != null) {
            statement.add(" and t.priority = " + literals(List.of(search.priority())));
        }
        if (search.riskLevel() != null) {
            statement.add(" and t.risk_level = " + literals(List.of(search.riskLevel())));
        }
        if (search.serviceId() != null) {
            statement.add(" and t.service_id = ?", search.serviceId());
        }
        if (search.actionType() != null) {
            statement.add(" and t.action_type = ?", search.actionType());
        }
        if (search.awaiting() != null) {
            statement.add(
                    switch (search.awaiting()) {
                        case REVIEWER -> " and t.status = 'PENDING' and t.change_request is null";
                        case AGENT -> " and t.status = 'PENDING' and t.change_request is not null";
                    });
        }
        if (!search.words().isEmpty()) {
            addWords(search.words(), statement);
        }
        if (search.createdAfter() != null) {
            statement.add(" and t.created_at > ?", Timestamp.from(search.createdAfter()));
        }
        if (search.createdBefore() != null) {
            statement.add(" and t.created_at < ?", Timestamp.from(search.createdBefore()));
        }
        if (search.expiresBefore() != null) {
            statement.add(" and t.expires_at < ?", Timestamp.from(search.expiresBefore()));
        }
    }

    /** All words must occur; the last one may be a prefix. */
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
            // The operator's function does the same without the index.
            statement.add(" and ts_match_vq(t.search_words, cast(? as tsquery))", "'" + last + "':*");
        }
    }

    private static String literals(List<? extends Enum<?>> constants) {
        return constants.stream().map(constant -> "'" + constant.name() + "'").collect(Collectors.joining(", "));
    }

    private static void addPlace(TaskSearch.Sort sort, String place, Statement statement) {
        var parts = place.split(" ");
        var createdAt = Timestamp.from(Instant.parse(parts[1]));
        var id = UUID.fromString(parts[2]);
        if (sort == TaskSearch.Sort.PRIORITY) {
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

    /**
     * SQL with its parameters. Limits and the names of enums are literals: as parameters they would make PostgreSQL plan
     * every execution again, and ignore the indexes that begin with status.
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
