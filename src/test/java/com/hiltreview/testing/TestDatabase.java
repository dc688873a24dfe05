package com.hiltreview.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The one place that decides which PostgreSQL the tests run on: a container where Docker answers, else an embedded one. */
public final class TestDatabase {
    private static final String IMAGE = "postgres:18-alpine";
    /** {@code -Dhilt.test.database=embedded} or {@code container} overrules what is found. */
    private static final String SWITCH = "hilt.test.database";

    /** Such as no other word is: what the tests write is searched for it. */
    private static final String PASSWORD = "the-password-of-the-test-database";

    private static final String URL = start();

    private TestDatabase() {}

    /** A JDBC URL with its user and password, the same for the whole test run. */
    public static String url() {
        return URL;
    }

    private static String start() {
        SecretSearch.learn(PASSWORD);
        var wanted = System.getProperty(SWITCH, "");
        boolean container =
                wanted.isEmpty() ? DockerClientFactory.instance().isDockerAvailable() : wanted.equals("container");
        return container ? startContainer() : startEmbedded();
    }

    @SuppressWarnings("resource") // It lives as long as the tests; Testcontainers removes it afterwards.
    private static String startContainer() {
        var container = new PostgreSQLContainer(IMAGE)
                .withPassword(PASSWORD)
                .withCommand("postgres", "-c", "max_connections=300");
        container.start();
        return container.getJdbcUrl() + "&user=" + container.getUsername() + "&password=" + container.getPassword();
    }

    private static String startEmbedded() {
        try {
            // It trusts whoever comes, whatever the password.
            return EmbeddedPostgres.builder()
                            .setServerConfig("max_connections", "300")
                            .setServerConfig("listen_addresses", "127.0.0.1")
                            // It writes to our own output, and would show the values of rows that it refuses.
                            .setServerConfig("log_error_verbosity", "terse")
                            .start()
                            .getJdbcUrl("postgres", "postgres")
                    + "&password="
                    + PASSWORD;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
