package com.hiltreview.paging;

import com.hiltreview.sql.SqlInstant;
import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;

/** Rows whose time comes, and which are then dropped in short steps, the oldest first. */
public final class OldRows {
    private static final int BATCH = 500;

    private final JdbcTemplate jdbc;
    private final String drop;

    /**
     * @param key the columns of the primary key, with commas between them
     * @param time the column that says how old a row is; it needs an index
     */
    public OldRows(JdbcTemplate jdbc, String table, String key, String time) {
        this.jdbc = jdbc;
        this.drop = """
                with old as materialized (
                    select %2$s, %3$s as since from %1$s
                    where %3$s between ? and ?
                    order by %3$s limit %4$d
                    for update skip locked
                ), dropped as (
                    delete from %1$s where (%2$s) in (select %2$s from old)
                )
                select count(*) as dropped, max(since) as last from old
                """.formatted(table, key, time, BATCH);
    }

    /**
     * Drops some of the rows between two times, both included, in one statement; those that somebody has locked are left.
     *
     * @return the time of the last as the place of the next step
     */
    public Batch<Instant> dropSome(Instant from, Instant until) {
        return jdbc.queryForObject(
                drop,
                (row, number) -> {
                    int dropped = row.getInt("dropped");
                    return new Batch<>(dropped, dropped < BATCH ? null : SqlInstant.read(row, "last"));
                },
                Timestamp.from(from),
                Timestamp.from(until));
    }
}
