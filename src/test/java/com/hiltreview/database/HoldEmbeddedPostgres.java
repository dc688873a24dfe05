package com.hiltreview.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A process of its own that runs the embedded PostgreSQL, commits rows, says so, and waits to be killed. */
final class HoldEmbeddedPostgres {

    private HoldEmbeddedPostgres() {}

    public static void main(String[] args) throws Exception {
        EmbeddedPostgresServer server = EmbeddedPostgresServer.start(Path.of(args[0]), Path.of(args[1]));
        try (Connection connection = connect(server.databaseUrl())) {
            insert(connection, 1000);
            System.out.println("committed");
            Thread.sleep(60_000);
        }
    }

    static Connection connect(DatabaseUrl url) throws SQLException {
        return DriverManager.getConnection(url.jdbcUrl(), url.username(), url.password());
    }

    static void insert(Connection connection, int rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists decision (id bigserial primary key, note text)");
            statement.execute("insert into decision (note) select 'row ' || i from generate_series(1, " + rows + ") i");
        }
    }
}
