package com.hiltreview.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedPostgresServerTests {

    // Unpacked once for all tests, and kept between runs.
    private static final Path BINARIES = Path.of("target", "postgres-binaries");

    // Made once, since that takes seconds: most tests begin with a copy.
    @TempDir
    static Path made;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeDatabase() {
        EmbeddedPostgresServer.start(made, BINARIES).close();
    }

    @AfterEach
    void killWhatStillRuns() throws Exception {
        PostmasterPid.read(cluster())
                .filter(PostmasterPid::isRunning)
                .ifPresent(server -> ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly));
    }

    @Test
    void keepsDataThroughRestartAndNeverTradesItForSpeed() throws Exception {
        copyMadeDatabase(directory);
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(directory, BINARIES);
                Connection connection = HoldEmbeddedPostgres.connect(server.databaseUrl())) {
            HoldEmbeddedPostgres.insert(connection, 10);
            assertThat(List.of(
                            query(connection, "show fsync"),
                            query(connection, "show synchronous_commit"),
                            query(connection, "show full_page_writes"),
                            query(connection, "show data_checksums")))
                    .containsOnly("on");
            assertThat(query(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(connection, "show shared_buffers")).isEqualTo("256MB");
            assertThat(query(connection, "select rolsuper from pg_roles where rolname = current_user"))
                    .isEqualTo("f");
        }

        assertThat(EmbeddedPostgresServer.findRunning(directory)).isEmpty();
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(directory, BINARIES);
                Connection connection = HoldEmbeddedPostgres.connect(server.databaseUrl())) {
            assertThat(query(connection, "select count(*) from decision")).isEqualTo("10");
        }
    }

    @Test
    void admitsOnlyWhoKnowsThePasswordThatOnlyThisUserReads() throws Exception {
        copyMadeDatabase(directory);
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(directory, BINARIES)) {
            String url = server.databaseUrl().jdbcUrl();

            assertThatThrownBy(() -> DriverManager.getConnection(url, "hilt", "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThatThrownBy(() -> DriverManager.getConnection(
                            url, "postgres", server.databaseUrl().password()))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("no pg_hba.conf entry");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("postgres/hilt-review.password"))))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("postgres"))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void findsCommittedRowsAfterItsProcessWasKilled() throws Exception {
        copyMadeDatabase(directory);
        Process holder = startHolder();
        holder.destroyForcibly().waitFor();
        assertThat(PostmasterPid.read(cluster()))
                .hasValueSatisfying(orphan -> assertThat(orphan.isRunning()).isTrue());

        assertFindsRowsOfHolder();
    }

    @Test
    void findsCommittedRowsAfterItsProcessAndTheServerWereKilled() throws Exception {
        copyMadeDatabase(directory);
        Process holder = startHolder();
        ProcessHandle server = serverProcess();
        holder.destroyForcibly().waitFor();
        server.destroyForcibly();
        server.onExit().get(10, TimeUnit.SECONDS);
        assertThat(PostmasterPid.file(cluster())).exists();

        assertFindsRowsOfHolder();
    }

    @Test
    void startsTheServerAgainAtTheSamePlaceWheneverItIsKilled() throws Exception {
        copyMadeDatabase(directory);
        var lost = new AtomicBoolean();
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(directory, BINARIES)) {
            server.keepRunning(() -> lost.set(true));
            try (Connection connection = HoldEmbeddedPostgres.connect(server.databaseUrl())) {
                HoldEmbeddedPostgres.insert(connection, 10);
            }
            for (int kill = 0; kill < 2; kill++) {
                var killed = serverProcess();
                killed.destroyForcibly();
                killed.onExit().get(10, TimeUnit.SECONDS);

                try (Connection connection = connectWithin30Seconds(server.databaseUrl())) {
                    assertThat(query(connection, "select count(*) from decision"))
                            .isEqualTo("10");
                }
                assertThat(serverProcess().pid()).isNotEqualTo(killed.pid());
            }
        }
        assertThat(EmbeddedPostgresServer.findRunning(directory)).isEmpty();
        assertThat(lost).isFalse();
    }

    @Test
    void saysThatTheServerIsLostWhereItDoesNotStartAgain() throws Exception {
        copyMadeDatabase(directory);
        var lost = new CountDownLatch(1);
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(directory, BINARIES)) {
            server.keepRunning(lost::countDown);
            Files.writeString(cluster().resolve("postgresql.auto.conf"), "max_connections = 'many'\n");
            serverProcess().destroyForcibly();

            assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Connection connectWithin30Seconds(DatabaseUrl url) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                return HoldEmbeddedPostgres.connect(url);
            } catch (SQLException away) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(50);
            }
        }
    }

    @Test
    void refusesSecondProcessAndShowsItTheServerThatRuns() throws Exception {
        copyMadeDatabase(directory);
        Process holder = startHolder();
        try {
            assertThatThrownBy(() -> EmbeddedPostgresServer.start(directory, BINARIES))
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessage("The embedded database in " + directory.toRealPath()
                            + " is already in use by another HILT-Review (process " + holder.pid()
                            + "). Stop that one, or set HILT_DATA_DIR to another directory.");

            DatabaseUrl running = EmbeddedPostgresServer.findRunning(directory).orElseThrow();
            try (Connection connection = HoldEmbeddedPostgres.connect(running)) {
                assertThat(query(connection, "select count(*) from decision")).isEqualTo("1000");
            }
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void refusesSecondStartInOneProcessWithoutGivingUpTheLock() throws Exception {
        copyMadeDatabase(directory);
        try (EmbeddedPostgresServer _ = EmbeddedPostgresServer.start(directory, BINARIES)) {
            String refusal = "is already in use by another HILT-Review (process "
                    + ProcessHandle.current().pid() + ")";
            assertThatThrownBy(() -> EmbeddedPostgresServer.start(directory, BINARIES))
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining(refusal);

            Process other = holder().start();
            String output = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(other.waitFor()).isNotZero();
            assertThat(output).contains(refusal);
        }
    }

    @Test
    void ignoresPidFileOfDeadServerWhoseNumberAnotherProcessHas() throws Exception {
        copyMadeDatabase(directory);
        Process bystander = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(
                    PostmasterPid.file(cluster()), bystander.pid() + "\n" + cluster() + "\n1\n5432\n\n127.0.0.1\n");

            EmbeddedPostgresServer.start(directory, BINARIES).close();

            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void ignoresPidFileThatIsEmpty() throws Exception {
        copyMadeDatabase(directory);
        Files.createFile(PostmasterPid.file(cluster()));

        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(directory, BINARIES)) {
            assertThat(EmbeddedPostgresServer.findRunning(directory)).contains(server.databaseUrl());
        }
    }

    @Test
    void leavesAloneTheServerOfAnotherDirectoryThatThisOneIsACopyOf() throws Exception {
        Path original = Files.createDirectory(directory.resolve("original"));
        copyMadeDatabase(original);
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(original, BINARIES)) {
            Path copy = Files.createDirectory(directory.resolve("copy"));
            copyMadeDatabase(copy);
            Files.copy(
                    PostmasterPid.file(original.toRealPath().resolve("postgres")),
                    PostmasterPid.file(copy.resolve("postgres")));

            EmbeddedPostgresServer.start(copy, BINARIES).close();

            assertThat(EmbeddedPostgresServer.findRunning(original)).contains(server.databaseUrl());
        }
    }

    @Test
    void startsAnewAfterItsFirstStartWasKilledHalfWay() throws Exception {
        Process holder = holder().start();
        Path unfinished = waitForUnfinishedCluster();
        holder.destroyForcibly().waitFor();
        assertThat(cluster()).doesNotExist();

        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(directory, BINARIES);
                Connection connection = HoldEmbeddedPostgres.connect(server.databaseUrl())) {
            HoldEmbeddedPostgres.insert(connection, 1);
        }
        EmbeddedPostgresServer.start(directory, BINARIES).close();
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void refusesClusterOfAnotherMajorVersion() throws Exception {
        copyMadeDatabase(directory);
        Files.writeString(cluster().resolve("PG_VERSION"), "17\n");

        assertThatThrownBy(() -> EmbeddedPostgresServer.start(directory, BINARIES))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("was made by PostgreSQL 17, and this HILT-Review brings PostgreSQL 18");
    }

    @Test
    void refusesToReplaceFilesThatAreNoCluster() throws Exception {
        Path precious = Files.writeString(Files.createDirectory(cluster()).resolve("precious"), "kept");

        assertThatThrownBy(() -> EmbeddedPostgresServer.start(directory, BINARIES))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("is not empty, yet holds no PostgreSQL database");

        assertThat(precious).hasContent("kept");
    }

    @Test
    void saysThatTheDataDirectoryIsAFile() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> EmbeddedPostgresServer.start(file, BINARIES))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining(file + " is not a directory");
    }

    @Test
    void saysWhatPostgresComplainsOfAndFreesTheDirectory() throws Exception {
        copyMadeDatabase(directory);
        Path settings = cluster().resolve("postgresql.auto.conf");
        Files.writeString(settings, "max_connections = 'many'\n");

        assertThatThrownBy(() -> EmbeddedPostgresServer.start(directory, BINARIES))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("invalid value for parameter \"max_connections\": \"many\"");

        Files.writeString(settings, "");
        EmbeddedPostgresServer.start(directory, BINARIES).close();
    }

    private static void copyMadeDatabase(Path target) throws Exception {
        Process copying =
                new ProcessBuilder("cp", "-a", made.resolve("postgres").toString(), target.toString()).start();
        assertThat(copying.waitFor()).isZero();
    }

    private Path cluster() throws IOException {
        return directory.toRealPath().resolve("postgres");
    }

    private ProcessHandle serverProcess() throws IOException {
        return ProcessHandle.of(PostmasterPid.read(cluster()).orElseThrow().pid())
                .orElseThrow();
    }

    private ProcessBuilder holder() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HoldEmbeddedPostgres.class.getName(),
                        directory.toString(),
                        BINARIES.toString())
                .redirectErrorStream(true);
    }

    private Process startHolder() throws IOException {
        Process holder = holder().start();
        BufferedReader output = holder.inputReader();
        StringBuilder before = new StringBuilder();
        for (String line = output.readLine(); !"committed".equals(line); line = output.readLine()) {
            assertThat(line).as("%s", before).isNotNull();
            before.append(line).append('\n');
        }
        return holder;
    }

    private void assertFindsRowsOfHolder() throws SQLException {
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(directory, BINARIES);
                Connection connection = HoldEmbeddedPostgres.connect(server.databaseUrl())) {
            assertThat(query(connection, "select count(*) from decision")).isEqualTo("1000");
        }
    }

    private Path waitForUnfinishedCluster() throws Exception {
        while (true) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path unfinished : files.filter(
                                file -> file.getFileName().toString().startsWith("unfinished-"))
                        .toList()) {
                    if (Files.exists(unfinished.resolve("postgres/base"))) {
                        return unfinished;
                    }
                }
            }
            Thread.sleep(5);
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
