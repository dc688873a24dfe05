package com.hiltreview.testing;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What PostgreSQL read in the service's tables and their indexes, by its own counters.
 *
 * @param entries that scans of indexes returned
 * @param rows that scans of tables read, or that were fetched for an entry; the chunks of TOAST count too
 * @param buffers of tables and indexes, read or found in memory
 */
public record DatabaseReads(long entries, long rows, long buffers) {
    public static final DatabaseReads NONE = new DatabaseReads(0, 0, 0);

    private static final String COUNTERS = """
            select
                sum(pg_stat_get_xact_tuples_returned(oid)) filter (where relkind = 'i'),
                sum(pg_stat_get_xact_tuples_returned(oid)) filter (where relkind <> 'i')
                    + sum(pg_stat_get_xact_tuples_fetched(oid)),
                sum(pg_stat_get_xact_blocks_fetched(oid))
            from pg_class
            where relkind in ('r', 't', 'i') and oid >= 16384
            """;

    /** The counters of the connection's transaction; their differences within one transaction are exact. */
    static DatabaseReads soFar(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var counters = statement.executeQuery(COUNTERS)) {
            counters.next();
            return new DatabaseReads(counters.getLong(1), counters.getLong(2), counters.getLong(3));
        }
    }

    public DatabaseReads plus(DatabaseReads more) {
        return new DatabaseReads(entries + more.entries, rows + more.rows, buffers + more.buffers);
    }

    DatabaseReads minus(DatabaseReads before) {
        return new DatabaseReads(entries - before.entries, rows - before.rows, buffers - before.buffers);
    }

    /** The larger of each count. */
    public DatabaseReads max(DatabaseReads other) {
        return new DatabaseReads(
                Math.max(entries, other.entries), Math.max(rows, other.rows), Math.max(buffers, other.buffers));
    }
}
