package com.hiltreview.database;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Brings the schema up to date before anything uses the database. Flyway is called only if a migration of this build has not
 * been applied, because its check takes longer than all other SQL of most starts.
 */
@Component
class Schema implements InitializingBean {
    /** The first migration of the schema before 0.1.0, which was never released and so has no upgrade. */
    private static final String UNRELEASED = "create sources";

    private static final String HAS_HISTORY = "select to_regclass('flyway_schema_history') is not null";

    private final DataSource database;
    private final JdbcConnectionDetails connection;

    Schema(DataSource database, JdbcConnectionDetails connection) {
        this.database = database;
        this.connection = connection;
    }

    @Override
    public void afterPropertiesSet() throws IOException, SQLException {
        DatabaseCheck.check(connection.getJdbcUrl(), connection.getUsername(), connection.getPassword());
        try {
            if (!isUpToDate()) {
                migrate();
            }
        } catch (DataAccessException | FlywayException fault) {
            throw DatabaseCheck.unusable(fault);
        }
    }

    private void migrate() throws SQLException {
        // A migration of a large table may take long, so it has no time limit.
        Flyway.configure()
                .dataSource(database)
                .initSql("set statement_timeout = 0")
                .load()
                .migrate();
        if (database.isWrapperFor(HikariDataSource.class)) {
            // The connections that Flyway used have no time limit now.
            database.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
        }
    }

    /** Whether the history has every migration of this build, and none that failed. */
    private boolean isUpToDate() throws IOException {
        var jdbc = new JdbcTemplate(database);
        if (!Boolean.TRUE.equals(jdbc.queryForObject(HAS_HISTORY, Boolean.class))) {
            return false;
        }
        var carriedOut = new HashSet<String>();
        var failed = new ArrayList<String>();
        jdbc.query("select version, description, success from flyway_schema_history where version is not null", row -> {
            if (row.getString("description").equals(UNRELEASED)) {
                throw new DatabaseUnusableException(
                        "the database has the schema of an unreleased version, which cannot be upgraded; name an empty"
                                + " database, or an empty HILT_DATA_DIR for the embedded one",
                        null);
            }
            if (row.getBoolean("success")) {
                carriedOut.add(row.getString("version"));
            } else {
                failed.add(row.getString("version"));
            }
        });
        return failed.isEmpty() && carriedOut.containsAll(brought());
    }

    private static List<String> brought() throws IOException {
        var files = new PathMatchingResourcePatternResolver().getResources("classpath:db/migration/V*.sql");
        var versions = new ArrayList<String>();
        for (var file : files) {
            var name = String.valueOf(file.getFilename());
            versions.add(name.substring(1, name.indexOf("__")));
        }
        if (versions.isEmpty()) {
            throw new IllegalStateException("This build brings no migrations");
        }
        return versions;
    }
}
