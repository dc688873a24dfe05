package com.hiltreview.stream;

import com.hiltreview.access.Scope;
import com.hiltreview.review.ReviewTaskStatus;
import com.hiltreview.stream.TaskChange.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The log of what changed in tasks, which triggers write and the stream follows.
 *
 * <p>As in the feed of decisions, a reader stops before the oldest transaction that still runs, and misses nothing that
 * commits late. The log is lost when PostgreSQL crashes, and kept for an hour: places from before mean nothing.
 */
@Component
@DependsOnDatabaseInitialization
class TaskChanges implements InitializingBean {
    private static final Logger log = LoggerFactory.getLogger(TaskChanges.class);

    private static final Duration KEPT_FOR = Duration.ofHours(1);
    private static final int DROPPED_AT_ONCE = 5_000;

    /**
     * The log as it stands after a place, or no row where the place means nothing any more. Of sources that are given, the
     * place counts for as long as none of their changes after it was dropped.
     */
    private static final String LOG_AFTER = """
            from (
                select pg_snapshot_xmin(pg_current_snapshot()) as running,
                    exists (
                        select from task_changes where tx_id >= pg_snapshot_xmin(pg_current_snapshot())
                    ) as held_back
                from task_change_epoch
                where epoch = ? and (
                    (dropped_tx_id, dropped_seq) <= (cast(? as xid8), ?)
                    or %s
                )
            ) l left join lateral (
                select tx_id, seq, task_id, source_id, status, version, updated_at from task_changes
                where (tx_id, seq) > (cast(? as xid8), ?)
            """;

    private static final String NONE_OF_SOURCES_DROPPED = """
            (cast(? as uuid[]) is not null and not exists (
                select from task_changes_dropped d
                where d.source_id = any (?) and (d.tx_id, d.seq) > (cast(? as xid8), ?)
            ))""";

    private static final String SELECT = """
            select l.running::text as running, l.held_back, c.tx_id::text as tx_id, c.seq, c.task_id, c.source_id,
                c.status, c.version, c.updated_at
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    TaskChanges(JdbcTemplate jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * What follows upon a place.
     *
     * @param reached the place up to which everything is told now
     * @param heldBack whether there are changes that cannot be told yet, because of a transaction that still runs
     */
    record Batch(List<TaskChange> changes, Place reached, boolean heldBack) {}

    @Override
    public void afterPropertiesSet() {
        openEpoch();
    }

    /** The place from which on everything will be new. */
    Place present() {
        return findPresent().orElseGet(() -> {
            openEpoch();
            return findPresent().orElseThrow();
        });
    }

    private Optional<Place> findPresent() {
        return jdbc
                .query(
                        "select epoch, pg_snapshot_xmin(pg_current_snapshot())::text as running from task_change_epoch",
                        (row, number) -> new Place(row.getLong("epoch"), Long.parseLong(row.getString("running")), 0))
                .stream()
                .findFirst();
    }

    /** The next changes after a place, or empty where some may be missing. */
    Optional<Batch> after(Place place, int limit) {
        var changes = new ArrayList<TaskChange>();
        var head = new Object() {
            @Nullable
            Place reached;

            boolean heldBack;
        };
        jdbc.query(
                SELECT + LOG_AFTER.formatted("false") + """
                            and tx_id < pg_snapshot_xmin(pg_current_snapshot())
                            order by task_changes.tx_id, seq limit %d
                        ) c on true order by c.tx_id, c.seq
                        """.formatted(limit),
                row -> {
                    head.reached = new Place(place.epoch(), Long.parseLong(row.getString("running")), 0);
                    head.heldBack = row.getBoolean("held_back");
                    addChange(row, place.epoch(), changes);
                },
                place.epoch(),
                Long.toString(place.transaction()),
                place.number(),
                Long.toString(place.transaction()),
                place.number());
        return Optional.ofNullable(head.reached)
                .map(all -> new Batch(
                        changes,
                        changes.size() < limit ? all : changes.getLast().place(),
                        head.heldBack));
    }

    /**
     * The next changes after a place and not after another one, or empty where some may be missing.
     *
     * @param scope whose changes are told
     */
    Optional<List<TaskChange>> between(Place after, Place until, Scope scope, int limit) {
        var changes = new ArrayList<TaskChange>();
        var found = jdbc.query(
                SELECT + LOG_AFTER.formatted(NONE_OF_SOURCES_DROPPED) + """
                            and (tx_id, seq) <= (cast(? as xid8), ?) and (cast(? as uuid[]) is null or source_id = any (?))
                            order by task_changes.tx_id, seq limit %d
                        ) c on true order by c.tx_id, c.seq
                        """.formatted(limit),
                (row, number) -> {
                    addChange(row, after.epoch(), changes);
                    return true;
                },
                ofSources(after, until, scope));
        return found.isEmpty() ? Optional.empty() : Optional.of(changes);
    }

    /** How many changes there are between two places, counted up to a limit. */
    int count(Place after, Place until, int limit) {
        return Objects.requireNonNull(jdbc.queryForObject(
                """
                select count(*) from (
                    select from task_changes
                    where (tx_id, seq) > (cast(? as xid8), ?) and (tx_id, seq) <= (cast(? as xid8), ?) limit ?
                ) as counted
                """,
                Integer.class,
                Long.toString(after.transaction()),
                after.number(),
                Long.toString(until.transaction()),
                until.number(),
                limit));
    }

    /** The parameters of {@link #LOG_AFTER} with {@link #NONE_OF_SOURCES_DROPPED}, and of what follows there. */
    private static @Nullable Object[] ofSources(Place after, Place until, Scope scope) {
        var transactionId = Long.toString(after.transaction());
        var sourceIds = scope instanceof Scope.Sources sources ? sources.ids().toArray(UUID[]::new) : null;
        return new @Nullable Object[] {
            after.epoch(),
            transactionId,
            after.number(),
            sourceIds,
            sourceIds,
            transactionId,
            after.number(),
            transactionId,
            after.number(),
            Long.toString(until.transaction()),
            until.number(),
            sourceIds,
            sourceIds
        };
    }

    private static void addChange(ResultSet row, long epoch, List<TaskChange> changes) throws SQLException {
        var transactionId = row.getString("tx_id");
        if (transactionId != null) {
            changes.add(new TaskChange(
                    new Place(epoch, Long.parseLong(transactionId), row.getLong("seq")),
                    row.getObject("task_id", UUID.class),
                    row.getObject("source_id", UUID.class),
                    ReviewTaskStatus.valueOf(row.getString("status")),
                    row.getInt("version"),
                    row.getObject("updated_at", OffsetDateTime.class).toInstant()));
        }
    }

    /** Begins another epoch where the last one went with a crash, or came with a dump from another cluster. */
    private void openEpoch() {
        transaction.executeWithoutResult(status -> {
            int foreign = jdbc.update("""
                    delete from task_change_epoch e using pg_control_system() here
                    where e.system_identifier <> here.system_identifier::text
                    """);
            if (foreign > 0) {
                jdbc.update("delete from task_changes");
                jdbc.update("delete from task_changes_dropped");
            }
            jdbc.update("""
                    insert into task_change_epoch (epoch, system_identifier)
                    select (extract(epoch from clock_timestamp()) * 1000)::bigint, system_identifier::text
                    from pg_control_system()
                    on conflict do nothing
                    """);
        });
    }

    @Scheduled(fixedDelay = 5, initialDelay = 5, timeUnit = TimeUnit.MINUTES)
    void dropOld() {
        try {
            drop(clock.instant().minus(KEPT_FOR));
        } catch (RuntimeException databaseAway) {
            log.warn("Old changes of tasks were not dropped: {}", databaseAway.getMessage());
        }
    }

    /** Drops changes from before a moment, the oldest first, some thousands in a transaction. */
    void drop(Instant before) {
        int dropped = DROPPED_AT_ONCE;
        while (dropped == DROPPED_AT_ONCE) {
            dropped = Objects.requireNonNull(
                    jdbc.queryForObject("""
                    with oldest as (
                        select tx_id, seq, updated_at from task_changes order by tx_id, seq limit %d
                    ), dropped as (
                        delete from task_changes c using oldest o
                        where c.tx_id = o.tx_id and c.seq = o.seq and o.updated_at < ?
                        returning c.tx_id, c.seq, c.source_id
                    ), marked_by_source as (
                        insert into task_changes_dropped as m (source_id, tx_id, seq)
                        select distinct on (d.source_id) d.source_id, d.tx_id, d.seq
                        from dropped d join source_names s on s.id = d.source_id
                        order by d.source_id, d.tx_id desc, d.seq desc
                        on conflict (source_id) do update set tx_id = excluded.tx_id, seq = excluded.seq
                        where (m.tx_id, m.seq) < (excluded.tx_id, excluded.seq)
                    ), marked as (
                        update task_change_epoch e set dropped_tx_id = newest.tx_id, dropped_seq = newest.seq
                        from (select tx_id, seq from dropped order by tx_id desc, seq desc limit 1) newest
                        where (e.dropped_tx_id, e.dropped_seq) < (newest.tx_id, newest.seq)
                    )
                    select count(*) from dropped
                    """.formatted(DROPPED_AT_ONCE), Integer.class, Timestamp.from(before)));
        }
    }
}
