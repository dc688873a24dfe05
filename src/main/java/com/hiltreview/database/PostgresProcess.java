package com.hiltreview.database;

import com.hiltreview.database.PostgresBinaries.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops the server of a cluster with pg_ctl. The server outlives a service that is killed. */
final class PostgresProcess {
    private static final Logger log = LoggerFactory.getLogger(PostgresProcess.class);

    private static final String STARTUP_LOG = "postgres.log";
    private static final int RECOVERY_SECONDS = 600;
    private static final int STOP_SECONDS = 60;
    private static final int START_ATTEMPTS = 20;

    /** Passed at every start, so that no configuration file can override them: a confirmed decision must be durable. */
    private static final String FIXED_SETTINGS = "-c listen_addresses=127.0.0.1 -c unix_socket_directories="
            + " -c fsync=on -c synchronous_commit=on -c full_page_writes=on";

    private final Path directory;
    private final Path cluster;
    private final PostgresBinaries binaries;

    /** @param directory the data directory, which gets the log of the start */
    PostgresProcess(Path directory, Path cluster, PostgresBinaries binaries) {
        this.directory = directory;
        this.cluster = cluster;
        this.binaries = binaries;
    }

    /** @throws EmbeddedPostgresException if the server does not run */
    ProcessHandle handle() throws IOException {
        return PostmasterPid.read(cluster)
                .flatMap(server -> ProcessHandle.of(server.pid()))
                .orElseThrow(() -> new EmbeddedPostgresException("The embedded PostgreSQL has no process"));
    }

    /**
     * Starts the server and waits until it accepts connections.
     *
     * @param wanted the port, or 0 for any free one
     * @return its port
     */
    int start(int wanted) throws IOException {
        for (int attempt = 1; ; attempt++) {
            stopLeftOver();
            int port = wanted == 0 ? freePort() : wanted;
            FileTime started = FileTime.fromMillis(System.currentTimeMillis() - 1000);
            Path startupLog = directory.resolve(STARTUP_LOG);
            Files.deleteIfExists(startupLog);
            Result result = binaries.run(
                    directory,
                    PostgresBinaries.NO_INPUT,
                    "pg_ctl",
                    "start",
                    "--pgdata=" + cluster,
                    "--log=" + startupLog,
                    "--wait",
                    "--timeout=" + RECOVERY_SECONDS,
                    "--silent",
                    "--options=-c port=" + port + " " + FIXED_SETTINGS);
            if (result.succeeded()) {
                log.info("PostgreSQL runs on port {} of 127.0.0.1 with its data in {}", port, cluster);
                return port;
            }
            String fault = startupFault(result, started);
            if (attempt == START_ATTEMPTS || !PostgresMessages.isTransient(fault)) {
                throw new EmbeddedPostgresException("PostgreSQL does not start in " + cluster + ": " + fault + " (see "
                        + startupLog + " and " + cluster.resolve("log") + ")");
            }
            pause();
        }
    }

    /** Stops the server of a service that was killed. We hold the lock, so that server has no owner. */
    private void stopLeftOver() throws IOException {
        Optional<PostmasterPid> leftOver = PostmasterPid.read(cluster);
        if (leftOver.isEmpty()) {
            return;
        }
        if (leftOver.get().isRunning()) {
            log.warn(
                    "Stopping PostgreSQL (process {}), which an earlier run left behind",
                    leftOver.get().pid());
            stop();
        } else {
            // PostgreSQL removes a stale file itself, unless another process has the same id by now.
            Files.deleteIfExists(PostmasterPid.file(cluster));
        }
    }

    /** Stops the server, ending its connections, and waits until it has stopped. */
    void stop() throws IOException {
        for (String mode : List.of("fast", "immediate")) {
            Result result = binaries.run(
                    directory,
                    PostgresBinaries.NO_INPUT,
                    "pg_ctl",
                    "stop",
                    "--pgdata=" + cluster,
                    "--mode=" + mode,
                    "--wait",
                    "--timeout=" + STOP_SECONDS,
                    "--silent");
            if (PostmasterPid.read(cluster).filter(PostmasterPid::isRunning).isEmpty()) {
                return;
            }
            log.warn("PostgreSQL did not stop in mode {}: {}", mode, result.output());
        }
        throw new EmbeddedPostgresException(
                "The PostgreSQL of " + cluster + " does not stop: end the process that its postmaster.pid names.");
    }

    /** The messages from before the server log was opened, or else the last ones in that log. */
    private String startupFault(Result result, FileTime started) throws IOException {
        Path startupLog = directory.resolve(STARTUP_LOG);
        List<String> messages =
                Files.exists(startupLog) ? PostgresMessages.ofStart(Files.readString(startupLog)) : List.of();
        if (messages.isEmpty()) {
            Optional<Path> serverLog = serverLogSince(started);
            messages = serverLog.isPresent() ? PostgresMessages.faults(Files.readString(serverLog.get())) : List.of();
        }
        return messages.isEmpty()
                ? result.output()
                : String.join(" ", messages.subList(Math.max(0, messages.size() - 3), messages.size()));
    }

    private Optional<Path> serverLogSince(FileTime time) throws IOException {
        Path logs = cluster.resolve("log");
        if (!Files.isDirectory(logs)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                logs, file -> Files.getLastModifiedTime(file).compareTo(time) > 0)) {
            return StreamSupport.stream(files.spliterator(), false).findFirst();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("Interrupted while PostgreSQL was starting", e);
        }
    }
}
