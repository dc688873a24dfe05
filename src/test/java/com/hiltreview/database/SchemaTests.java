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
    void tasksFromBeforeGetASummaryOfTheirInteractionAndChangeForNobody() throws IOException, SQLException {
        Flyway.configure().dataSource(database).target("18").load().migrate();
        jdbc.execute("""
                insert into sources (id, name, created_at, updated_at)
                values ('00000000-0000-7000-8000-000000000001', 'Source', now(), now())
                """);
        for (var schema : List.of("""
                {"type":"choice","guidance":"Choose","require_confirmation":true,
                 "options":[{"id":"a","label":"A","patches":[{"value":1}]},{"id":"b","label":"B"}]}""", """
                {"type":"edit","options":null}""")) {
            jdbc.update("""
                    insert into review_tasks (id, source_id, priority, risk_level, title, service, action,
                        interaction_schema, blocks_original, blocks_working, block_count, search_text, created_at, updated_at)
                    values (gen_random_uuid(), '00000000-0000-7000-8000-000000000001', 'LOW', 'LOW', 'T', '{"id":"mail"}',
                        '{"type":"send"}', cast(? as jsonb), '[]', '[]', 1, 't', now(), now())
                    """, schema);
        }
        jdbc.execute("delete from task_changes");

        bringUpToDate();

        assertThat(jdbc.queryForList("select interaction_summary::text from review_tasks order by 1", String.class))
                .containsExactly(
                        "{\"type\":\"choice\",\"options\":[{\"id\":\"a\",\"label\":\"A\"},{\"id\":\"b\",\"label\":\"B\"}],"
                                + "\"require_confirmation\":true}",
                        "{\"type\":\"edit\"}");
        assertThat(jdbc.queryForList("select service_id || ' ' || action_type from review_tasks", String.class))
                .containsExactly("mail send", "mail send");
        assertThat(count("task_changes")).isZero();
        jdbc.execute("update review_tasks set version = 2");
        assertThat(count("task_changes")).isEqualTo(2);
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
