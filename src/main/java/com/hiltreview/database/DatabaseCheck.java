package com.hiltreview.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a PostgreSQL server can be used, over a separate connection: the pool would wait, retry and log stack traces
 * before it reports a fault.
 */
public final class DatabaseCheck {
    /** The oldest version that has every statement and function that the service uses. */
    private static final int MIN_VERSION = 15;

    private static final String CONNECT_SECONDS = "5";
    private static final String RIGHTS = """
            select current_setting('server_version_num')::int / 10000 as version,
                current_setting('server_version') as version_name,
                pg_is_in_recovery() as standby,
                has_function_privilege('pg_control_system()', 'execute') as may_identify
            """;

    private DatabaseCheck() {}

    /** @throws DatabaseUnusableException with a message that says what to do */
    public static void check(DatabaseUrl database) {
        check(database.jdbcUrl(), database.username(), database.password());
    }

    static void check(String jdbcUrl, @Nullable String username, @Nullable String password) {
        check(jdbcUrl, username, password, MIN_VERSION);
    }

    static void check(String jdbcUrl, @Nullable String username, @Nullable String password, int minVersion) {
        var properties = new Properties();
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        putIfPresent(properties, "user", username);
        putIfPresent(properties, "password", password);
        try (var connection = DriverManager.getConnection(jdbcUrl, properties)) {
            checkRights(connection, minVersion);
        } catch (SQLException fault) {
            throw unusable(fault);
        }
    }

    private static void checkRights(Connection connection, int minVersion) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(RIGHTS)) {
            row.next();
            var user = connection.getMetaData().getUserName();
            if (row.getInt("version") < minVersion) {
                throw new DatabaseUnusableException(
                        "the server is PostgreSQL " + row.getString("version_name") + "; HILT-Review needs "
                                + minVersion + " or newer, 18 is recommended",
                        null);
            }
            if (row.getBoolean("standby")) {
                throw new DatabaseUnusableException(
                        "the server is a read-only standby; name the primary, or add ?target_session_attrs=read-write to"
                                + " several hosts",
                        null);
            }
            if (!row.getBoolean("may_identify")) {
                throw new DatabaseUnusableException(
                        "the role " + user + " may not call pg_control_system(); run as a superuser: grant execute on"
                                + " function pg_control_system() to " + user,
                        null);
            }
        }
    }

    /** Explains the fault to the operator, in the server's own words if there is no better advice. */
    public static DatabaseUnusableException unusable(Exception fault) {
        var sql = sqlCause(fault);
        if (sql == null) {
            return new DatabaseUnusableException("the schema cannot be brought up to date: " + line(fault), fault);
        }
        var state = String.valueOf(sql.getSQLState());
        var advice = switch (state) {
            case "28P01" -> "check the user and the password (special characters as %XX)";
            case "28000" -> "the server does not let this user in from here: check the user, pg_hba.conf and sslmode";
            case "3D000" -> "create the database, or name another one after the last /";
            case "42501", "3F000" ->
                "make the role the owner of the database, or grant it the rights to the schema and its tables";
            case "53300" -> "the server has no connection left: raise max_connections, or use fewer instances";
            case "57P03" -> "the server is starting or stopping: try again";
            case "08001", "08004", "08006" -> "is PostgreSQL running there, and are host, port and sslmode right?";
            default -> "see the server's log";
        };
        return new DatabaseUnusableException(line(sql) + "; " + advice, fault);
    }

    private static @Nullable SQLException sqlCause(Exception fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    private static String line(Exception fault) {
        var text = String.valueOf(fault.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
        return text.replaceFirst("^(?:FATAL|ERROR): ", "")
                .replaceFirst(" Check that the hostname .*", "")
                .replaceFirst("\\.$", "");
    }

    private static void putIfPresent(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }
}
