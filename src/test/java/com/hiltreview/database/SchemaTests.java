package com.hiltreview.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hiltreview.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
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
    void aMigrationThatIsMissingGoesToFlyway() throws IOException, SQLException {
        bringUpToDate();
        jdbc.execute("delete from flyway_schema_history where version = '9'");

        // V9 can be carried out twice; Flyway does so only where it is told that the order does not matter.
        assertThatThrownBy(this::bringUpToDate)
                .isInstanceOf(DatabaseUnusableException.class)
                .hasCauseInstanceOf(FlywayException.class)
                .hasMessageContaining("9");
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
        jdbc.execute("""
                insert into flyway_schema_history
                select installed_rank + 1, '9999', description, type, 'V9999__later.sql', checksum, installed_by,
                    installed_on, execution_time, success
                from flyway_schema_history order by installed_rank desc limit 1
                """);
        int changes = changes();

        bringUpToDate();

        assertThat(changes()).isEqualTo(changes);
    }
}
