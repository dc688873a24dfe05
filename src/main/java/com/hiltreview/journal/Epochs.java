package com.hiltreview.journal;

import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Opens another epoch if the data was restored into another database cluster, whose transaction ids start again.
 *
 * <p>Rows are written with the epoch as their column's default: a constant, because a function costs 50 µs a row.
 */
@Component
@DependsOnDatabaseInitialization
public class Epochs implements InitializingBean {
    /**
     * The SQL condition that nothing can be committed before a row any more, in the order of epoch and transaction. Readers
     * take only such rows, so that they skip nothing. The subquery reads the epoch once, not once a row.
     */
    public static String complete(String epochColumn, String transactionColumn) {
        return "(%s < (select epoch from current_epoch) or %s < pg_snapshot_xmin(pg_current_snapshot()))"
                .formatted(epochColumn, transactionColumn);
    }

    private static final Logger log = LoggerFactory.getLogger(Epochs.class);

    private final JdbcTemplate jdbc;

    Epochs(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void afterPropertiesSet() {
        int opened = jdbc.update("""
                insert into journal_epochs (epoch, system_identifier)
                select last.epoch + 1, here.system_identifier::text
                from pg_control_system() here,
                    (select epoch, system_identifier from journal_epochs order by epoch desc limit 1) last
                where last.system_identifier <> here.system_identifier::text
                on conflict do nothing
                """);
        if (opened > 0) {
            log.warn("The data comes from another database cluster: journal and decision feed continue in a new epoch");
        }
        useIn("journal", "epoch");
    }

    /** Makes the current epoch a column's default. To be called at each start, before anything is written. */
    public void useIn(String table, String column) {
        var current = Objects.requireNonNull(jdbc.queryForObject("select epoch from current_epoch", Integer.class));
        var inUse = jdbc.queryForObject("""
                select pg_get_expr(d.adbin, d.adrelid)
                from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                where a.attrelid = cast(? as regclass) and a.attname = ?
                """, String.class, table, column);
        if (!current.toString().equals(inUse)) {
            jdbc.execute("alter table %s alter column %s set default %d".formatted(table, column, current));
        }
    }
}
