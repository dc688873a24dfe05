package com.hiltreview.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hiltreview.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class SchemaTests {
    /** The URL has the user and the password in it. */
    private record TestConnection(String getJdbcUrl) implements JdbcConnectionDetails {
        @Override
        public @Nullable String getUsername() {
            return null;
        }

        @Override
        public @Nullable String getPassword() {
            return null;
        }
    }

    @SuppressWarnings("NullAway.Init")
    private DataSource database;

    @SuppressWarnings("NullAway.Init")
    private String url;

    @SuppressWarnings("NullAway.Init")
    private JdbcTemplate jdbc;

    @BeforeEach
    void makeDatabase() {
        var name = "schema_" + UUID.randomUUID().toString().replace("-", "");
        new JdbcTemplate(new DriverManagerDataSource(TestDatabase.url())).execute("create database " + name);
        url = TestDatabase.url().replaceFirst("(//[^/]+/)[^?]+", "$1" + name);
        database = new DriverManagerDataSource(url);
        jdbc = new JdbcTemplate(database);
    }

    private void bringUpToDate() throws IOException, SQLException {
        new Schema(database, new TestConnection(url)).afterPropertiesSet();
    }

    private int changes() {
        return count("flyway_schema_history");
    }

    private int count(String table) {
        var rows = jdbc.queryForObject("select count(*) from " + table, Integer.class);
        return rows == null ? -1 : rows;
    }

    @Test
    void anEmptyDatabaseGetsTheWholeSchema() throws IOException, SQLException {
        bringUpToDate();

        assertThat(count("review_tasks")).isZero();
        int changes = changes();
        bringUpToDate();
        assertThat(changes()).isEqualTo(changes);
    }

    @Test
    void aDatabaseOfTheUnreleasedSchemaIsRefusedAndLeftAlone() throws IOException, SQLException {
        bringUpToDate();
        jdbc.execute("delete from flyway_schema_history");
        jdbc.execute("""
                insert into flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                values (1, '1', 'create sources', 'SQL', 'V1__create_sources.sql', 1, 'hilt', 1, true)
                """);

        assertThatThrownBy(this::bringUpToDate)
                .isInstanceOf(DatabaseUnusableException.class)
                .hasMessage(
                        "DATABASE_URL: the database has the schema of an unreleased version, which cannot be upgraded;"
                                + " name an empty database, or an empty HILT_DATA_DIR for the embedded one");
        assertThat(changes()).isOne();
    }

    @Test
    void aMonthOfTheAuditLogIsAPartitionThatOnlyGrowsAndCanBeDropped() throws IOException, SQLException {
        bringUpToDate();
        jdbc.execute("select add_audit_log_month('2040-02-01')");
        for (var moment :
                List.of("2040-01-31 23:59:59.999Z", "2040-02-01 00:00Z", "2040-02-29 23:59Z", "2040-03-01 00:00Z")) {
            jdbc.update("""
                    insert into audit_log (occurred_at, id, action, actor_kind)
                    values (cast(? as timestamptz), gen_random_uuid(), 'source.create', 'service')
                    """, moment);
        }
        assertThat(count("audit_log_2040_02")).isEqualTo(2);
        for (var change : List.of("delete from %s", "update %s set actor = 'x'", "truncate %s")) {
            for (var table : List.of("audit_log", "audit_log_2040_02", "audit_log_other_months")) {
                assertThatThrownBy(() -> jdbc.execute(change.formatted(table)))
                        .rootCause()
                        .hasMessageContaining("audit_log can only be added to");
            }
        }
        jdbc.execute("drop table audit_log_2040_02");
        assertThat(count("audit_log")).isEqualTo(2);
    }

    @Test
    void aMigrationThatIsMissingGoesToFlyway() throws IOException, SQLException {
        bringUpToDate();
        applyLaterVersion();
        jdbc.execute("delete from flyway_schema_history where version = '13'");

        // V13 could run twice; Flyway allows that only if it is told that the order does not matter.
        assertThatThrownBy(this::bringUpToDate)
                .isInstanceOf(DatabaseUnusableException.class)
                .hasCauseInstanceOf(FlywayException.class)
                .hasMessageContaining("13");
    }

    @Test
    void aMigrationThatFailedStopsTheStart() throws IOException, SQLException {
        bringUpToDate();
        jdbc.execute("update flyway_schema_history set success = false where version = '3'");

        assertThatThrownBy(this::bringUpToDate)
                .isInstanceOf(DatabaseUnusableException.class)
                .hasCauseInstanceOf(FlywayException.class)
                .hasMessageContaining("3");
    }

    @Test
    void aNewerSchemaIsLeftAlone() throws IOException, SQLException {
        bringUpToDate();
        applyLaterVersion();
        int changes = changes();

        bringUpToDate();

        assertThat(changes()).isEqualTo(changes);
    }

    private void applyLaterVersion() {
        jdbc.execute("""
                insert into flyway_schema_history
                select installed_rank + 1, '9999', description, type, 'V9999__later.sql', checksum, installed_by,
                    installed_on, execution_time, success
                from flyway_schema_history order by installed_rank desc limit 1
                """);
    }
}
