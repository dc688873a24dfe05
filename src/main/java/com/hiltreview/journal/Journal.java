package com.hiltreview.journal;

import com.hiltreview.access.Scope;
import com.hiltreview.sql.SqlInstant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads the journal in its order, up to the oldest transaction that still runs. */
@Component
public class Journal {
    /** Named one by one, so that an older instance skips kinds that it does not know. */
    private static final String FOLLOWED =
            "kind in ('created', 'edited', 'commented', 'changes_requested', 'revised', 'escalated', 'decided', 'dispatched')";

    private final JdbcTemplate jdbc;

    Journal(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The next entries after a place.
     *
     * @param reached the place up to which everything has now been read
     * @param heldBack whether committed entries cannot be read yet, because an older transaction still runs
     */
    record Batch(List<JournalEntry> entries, Place reached, boolean heldBack) {}

    /** The place before which nothing can be committed any more. */
    public Place present() {
        return Objects.requireNonNull(jdbc.queryForObject(
                "select epoch, pg_snapshot_xmin(pg_current_snapshot())::text as running from current_epoch",
                (row, number) -> new Place(row.getInt("epoch"), Long.parseLong(row.getString("running")), 0)));
    }

    /** The next entries after a place; empty if entries may be missing, because the database was replaced. */
    Optional<Batch> after(Place place, int limit) {
        var entries = new ArrayList<JournalEntry>();
        var here = new Object() {
            @Nullable
            Place running;

            boolean heldBack;
        };
        jdbc.query(
                """
                select here.running::text as running, here.held_back, entry.tx_id::text as tx_id, entry.number,
                    entry.task_id, entry.source_id, entry.kind, entry.status, entry.version, entry.occurred_at
                from (
                    select pg_snapshot_xmin(pg_current_snapshot()) as running,
                        exists (
                            select from journal
                            where epoch = ? and tx_id >= pg_snapshot_xmin(pg_current_snapshot())
                                and %1$s
                        ) as held_back
                    from current_epoch
                    where epoch = ?
                ) here left join lateral (
                    select tx_id, number, task_id, source_id, kind, status, version, occurred_at from journal
                    where epoch = ? and (tx_id, number) > (cast(? as xid8), ?)
                        and tx_id < pg_snapshot_xmin(pg_current_snapshot()) and %1$s
                    order by journal.tx_id, number limit %2$d
                ) entry on true
                order by entry.tx_id, entry.number
                """.formatted(FOLLOWED, limit),
                row -> {
                    here.running = new Place(place.epoch(), Long.parseLong(row.getString("running")), 0);
                    here.heldBack = row.getBoolean("held_back");
                    if (row.getString("tx_id") != null) {
                        entries.add(entry(row, place.epoch()));
                    }
                },
                place.epoch(),
                place.epoch(),
                place.epoch(),
                Long.toString(place.transaction()),
                place.number());
        return Optional.ofNullable(here.running)
                // Ids that run again: a standby without the last transactions was promoted.
                .filter(running -> running.transaction() >= place.transaction())
                .map(running -> new Batch(
                        entries,
                        entries.size() < limit ? running : entries.getLast().place(),
                        here.heldBack));
    }

    /**
     * The next entries after a place, up to another one of the same epoch.
     *
     * @param scope whose entries are read
     */
    public List<JournalEntry> between(Place after, Place until, Scope scope, int limit) {
        var sourceIds = scope instanceof Scope.Sources sources ? sources.ids().toArray(UUID[]::new) : null;
        return jdbc.query(
                """
                select tx_id::text as tx_id, number, task_id, source_id, kind, status, version, occurred_at from journal
                where epoch = ? and (tx_id, number) > (cast(? as xid8), ?) and (tx_id, number) <= (cast(? as xid8), ?)
                    and %s and (cast(? as uuid[]) is null or source_id = any (?))
                order by journal.tx_id, number limit %d
                """.formatted(FOLLOWED, limit),
                (row, number) -> entry(row, after.epoch()),
                after.epoch(),
                Long.toString(after.transaction()),
                after.number(),
                Long.toString(until.transaction()),
                until.number(),
                sourceIds,
                sourceIds);
    }

    /**
     * The number of entries between two places of the same epoch, counted up to a limit. Entries of all sources and kinds
     * count, so that no more rows than the limit are read.
     */
    public int count(Place after, Place until, int limit) {
        return Objects.requireNonNull(jdbc.queryForObject(
                """
                select count(*) from (
                    select from journal
                    where epoch = ? and (tx_id, number) > (cast(? as xid8), ?) and (tx_id, number) <= (cast(? as xid8), ?)
                    limit ?
                ) as counted
                """,
                Integer.class,
                after.epoch(),
                Long.toString(after.transaction()),
                after.number(),
                Long.toString(until.transaction()),
                until.number(),
                limit));
    }

    private static JournalEntry entry(ResultSet row, int epoch) throws SQLException {
        return new JournalEntry(
                new Place(epoch, Long.parseLong(row.getString("tx_id")), row.getLong("number")),
                row.getObject("task_id", UUID.class),
                row.getObject("source_id", UUID.class),
                EntryKind.named(row.getString("kind")),
                row.getString("status"),
                row.getInt("version"),
                SqlInstant.read(row, "occurred_at"));
    }
}
