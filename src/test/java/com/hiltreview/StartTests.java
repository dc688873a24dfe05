package com.hiltreview;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.ServiceProcess;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What somebody sees who starts the service, rightly or with a mistake. */
@Timeout(120)
class StartTests {
    private static final String NEW_ADMIN_KEY = ServiceTest.ADMIN_KEY;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "--help,            0, java -jar hilt-review.jar create-admin-key --name NAME",
        "-h,                0, Settings are environment variables",
        "--version,         0, HILT-Review ",
        "--hepl,            2, Unknown arguments: --hepl",
        "start,             2, Unknown arguments: start",
        "--create-admin-key,2, Unknown arguments: --create-admin-key"
    })
    void startsNothingForAnArgumentThatIsNoSetting(String argument, int status, String output) throws Exception {
        try (var service = new ServiceProcess(directory, Map.of("HILT_DATA_DIR", data()), argument)) {
            assertThat(service.awaitEnd()).isEqualTo(status);
            assertThat(service.output()).contains(output).doesNotContain("Exception");
            assertThat(directory.resolve("data")).doesNotExist();
        }
    }

    @Test
    void namesDatabaseUrlWhereThereIsNoSuchDatabase() throws Exception {
        assertRefused(
                Map.of("DATABASE_URL", databaseUrl("missing")),
                "DATABASE_URL: database \"missing\" does not exist; create the database");
    }

    @Test
    void namesDatabaseUrlWhereNothingListens() throws Exception {
        assertRefused(
                Map.of("DATABASE_URL", "postgres://hilt:hilt@127.0.0.1:" + ServiceProcess.freePort() + "/hilt"),
                "DATABASE_URL: Connection to 127.0.0.1:");
    }

    @Test
    void namesThePortThatIsInUse() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());
            assertRefused(
                    Map.of("DATABASE_URL", newDatabase(), "PORT", port),
                    "PORT " + port + " is in use by another program");
        }
    }

    /** An address of the block for documentation, which is of no machine. */
    @Test
    void namesTheHostThatIsNoAddressOfTheMachine() throws Exception {
        assertRefused(
                Map.of("DATABASE_URL", newDatabase(), "HOST", "192.0.2.1"),
                "HOST 192.0.2.1 is no address of this machine");
    }

    @Test
    void namesTheDataDirectoryThatIsAFile() throws Exception {
        Files.createFile(Path.of(data()));
        assertRefused(Map.of(), "HILT_DATA_DIR must be a directory that this user may write to");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.0.0.0"})
    void saysInOneLineThatTheSlimJarNeedsADatabase(String host) throws Exception {
        try (var service = ServiceProcess.slim(directory, Map.of("HILT_DATA_DIR", data(), "HOST", host))) {
            assertThat(service.awaitEnd()).isEqualTo(1);
            assertThat(service.output().lines().filter(line -> line.contains("DATABASE_URL")))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .startsWith("DATABASE_URL is required, since this jar has no embedded PostgreSQL for ");
            assertThat(service.output()).doesNotContain("Exception");
        }
    }

    @Test
    void startsTheSlimJarOnADatabase() throws Exception {
        int port = ServiceProcess.freePort();
        var variables = Map.of(
                "HILT_DATA_DIR",
                data(),
                "HILT_ENV",
                "development",
                "DATABASE_URL",
                newDatabase(),
                "PORT",
                Integer.toString(port));
        try (var service = ServiceProcess.slim(directory, variables)) {
            service.awaitHealth("http://127.0.0.1:" + port);
        }
    }

    /** The key of a new database, used at the very moment at which the service says that it is well. */
    @Test
    void isHealthyOnlyWhenTheAdminKeyAndTheDemonstrationAreThere() throws Exception {
        int port = ServiceProcess.freePort();
        var url = "http://127.0.0.1:" + port;
        try (var service = start(Map.of(
                "DATABASE_URL", newDatabase(), "PORT", Integer.toString(port), "ADMIN_API_KEY", NEW_ADMIN_KEY))) {
            service.awaitHealth(url);
            assertThat(ServiceProcess.statusOf(url + "/sources", "X-API-Key", NEW_ADMIN_KEY))
                    .isEqualTo(200);
            assertThat(ServiceProcess.statusOf(url + "/actuator/health/readiness"))
                    .isEqualTo(200);
            assertThat(service.output())
                    .contains("HILT-Review listens on 127.0.0.1 port " + port)
                    .contains("HILT-Review is ready at");
        }
    }

    @Test
    void goesOnWithoutADemonstrationThatCannotBeMade() throws Exception {
        int port = ServiceProcess.freePort();
        // The file that the keys are saved in cannot be replaced: a directory stands there.
        Files.createDirectories(Path.of(data(), "demo-keys.json", "in-the-way"));
        try (var service = start(Map.of("DATABASE_URL", newDatabase(), "PORT", Integer.toString(port)))) {
            service.awaitHealth("http://127.0.0.1:" + port);
            assertThat(service.output())
                    .contains("WARN")
                    .contains("The demonstration is not available")
                    .doesNotContain("\tat ");
        }
    }

    private void assertRefused(Map<String, String> variables, String line) throws Exception {
        try (var service = start(variables)) {
            assertThat(service.awaitEnd()).isEqualTo(1);
            assertThat(service.output()).contains(line).doesNotContain("\tat ").doesNotContain("Exception");
        }
    }

    private ServiceProcess start(Map<String, String> variables) {
        var all = new HashMap<>(Map.of("HILT_DATA_DIR", data(), "HILT_ENV", "development", "PORT", "0"));
        all.putAll(variables);
        return new ServiceProcess(directory, all);
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private static String newDatabase() {
        var name = "start_" + UUID.randomUUID().toString().replace("-", "");
        new JdbcTemplate(new DriverManagerDataSource(TestDatabase.url())).execute("create database " + name);
        return databaseUrl(name);
    }

    private static String databaseUrl(String name) {
        return TestDatabase.url().replaceFirst("(//[^/]+/)[^?]+", "$1" + name);
    }
}
