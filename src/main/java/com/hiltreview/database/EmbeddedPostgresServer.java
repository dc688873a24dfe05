package com.hiltreview.database;

import com.hiltreview.database.PostgresBinaries.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL that runs beside this process when no DATABASE_URL is given, reached at 127.0.0.1 only.
 *
 * <p>Its data directory holds {@code postgres} (the cluster), {@code postgres-binaries} (the unpacked programs),
 * {@code postgres.log} (its start-up messages) and a lock file. The server outlives a process that is killed; the next
 * start on the same directory stops it and goes on with the same data.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgresServer.class);

    private static final String PASSWORD_FILE = "hilt-review.password";
    private static final String STARTUP_LOG = "postgres.log";
    private static final int RECOVERY_SECONDS = 600;
    private static final int STOP_SECONDS = 60;
    private static final int START_ATTEMPTS = 20;

    /** Written to postgresql.conf once, where the operator may change them. */
    private static final Map<String, String> INITIAL_SETTINGS = Map.ofEntries(
            Map.entry("shared_buffers", "256MB"),
            Map.entry("max_connections", "100"),
            Map.entry("max_wal_size", "2GB"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("log_checkpoints", "off"),
            // Without the values of rows that are refused.
            Map.entry("log_error_verbosity", "terse"),
            Map.entry("logging_collector", "on"),
            Map.entry("log_filename", "postgresql-%a.log"),
            Map.entry("log_truncate_on_rotation", "on"),
            Map.entry("log_rotation_age", "1d"),
            Map.entry("log_rotation_size", "0"));

    /** Given at every start, so that no configuration file can undo them: a decision, once confirmed, must last. */
    private static final String FIXED_SETTINGS = "-c listen_addresses=127.0.0.1 -c unix_socket_directories="
            + " -c fsync=on -c synchronous_commit=on -c full_page_writes=on";

    // The port was taken in between; a server that was killed still has processes; another start came first.
    private static final Pattern PASSING_FAULT = Pattern.compile(
            "Address already in use|shared memory block .* is still in use|lock file \"postmaster.pid\"");
    private static final Pattern FAULT = Pattern.compile("(?:FATAL|PANIC|ERROR|DETAIL|error): .*");
    private static final Pattern MESSAGE =
            Pattern.compile("(?:LOG|FATAL|PANIC|ERROR|DETAIL):  (?!redirecting log output).*");

    // pg_ctl hands its paths to a shell between double quotes.
    private static final Pattern UNSAFE_IN_SHELL = Pattern.compile("[\"$`\\\\\\p{Cntrl}]");

    private final DataDirectoryLock lock;
    private final PostgresBinaries binaries;
    private final Path directory;
    private final int port;
    private final DatabaseUrl databaseUrl;
    /** Held while the server is started again or stopped, so that neither happens during the other. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile boolean closed;

    private EmbeddedPostgresServer(Path directory, DataDirectoryLock lock, PostgresBinaries binaries)
            throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.binaries = binaries;
        int majorVersion = binaries.majorVersion();
        if (Files.exists(cluster().resolve("PG_VERSION"))) {
            requireMajorVersion(majorVersion);
        } else {
            initialise();
        }
        this.port = startServer(0);
        this.databaseUrl = databaseUrl(cluster(), port);
    }

    /**
     * Starts the server on a data directory, which is made if it is missing, and returns when it accepts connections.
     *
     * @throws EmbeddedPostgresException if the directory is in use or cannot be used, or the server does not start
     */
    public static EmbeddedPostgresServer start(Path dataDirectory) {
        return start(dataDirectory, dataDirectory.resolve("postgres-binaries"));
    }

    static EmbeddedPostgresServer start(Path dataDirectory, Path binariesDirectory) {
        try {
            Path directory = Files.createDirectories(dataDirectory).toRealPath();
            if (UNSAFE_IN_SHELL.matcher(directory.toString()).find()) {
                throw new EmbeddedPostgresException("The embedded database cannot use " + directory
                        + ": its path has a quotation mark, $, ` or \\ in it. Set HILT_DATA_DIR to another directory.");
            }
            DataDirectoryLock lock = DataDirectoryLock.acquire(directory);
            boolean started = false;
            try {
                UnfinishedDirectories.deleteAll(directory);
                UnfinishedDirectories.deleteAll(directory.resolve("postgres-binaries"));
                PostgresBinaries binaries = PostgresBinaries.unpackInto(binariesDirectory.toAbsolutePath());
                EmbeddedPostgresServer server = new EmbeddedPostgresServer(directory, lock, binaries);
                started = true;
                return server;
            } finally {
                if (!started) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw unusable(dataDirectory, e);
        }
    }

    /**
     * Finds the server that another process, or this one, runs on a data directory.
     *
     * @throws EmbeddedPostgresException if there is one but this user may not use it
     */
    public static Optional<DatabaseUrl> findRunning(Path dataDirectory) {
        Path cluster = dataDirectory.resolve("postgres");
        try {
            if (!Files.exists(cluster)) {
                return Optional.empty();
            }
            cluster = cluster.toRealPath();
            Optional<PostmasterPid> server = PostmasterPid.read(cluster);
            return server.isPresent() && server.get().ready() && server.get().isRunning()
                    ? Optional.of(databaseUrl(cluster, server.get().port()))
                    : Optional.empty();
        } catch (IOException e) {
            throw unusable(dataDirectory, e);
        }
    }

    /**
     * Starts the server again, on the same port, whenever its process ends without {@link #close}.
     *
     * @param onLoss runs if it does not start again
     */
    void keepRunning(Runnable onLoss) {
        try {
            var process = PostmasterPid.read(cluster())
                    .flatMap(server -> ProcessHandle.of(server.pid()))
                    .orElseThrow(() -> new EmbeddedPostgresException("The embedded PostgreSQL has no process"));
            process.onExit()
                    .thenRunAsync(() -> startAgain(onLoss), Thread.ofVirtual().name("embedded-postgres")::start);
        } catch (IOException | EmbeddedPostgresException fault) {
            log.error("The embedded PostgreSQL cannot be watched: {}", fault.getMessage());
            onLoss.run();
        }
    }

    private void startAgain(Runnable onLoss) {
        if (startUnlessClosed()) {
            keepRunning(onLoss);
        } else if (!closed) {
            // Without the lock: a shutdown, which this may be, closes the server.
            onLoss.run();
        }
    }

    private boolean startUnlessClosed() {
        changing.lock();
        try {
            if (closed) {
                return false;
            }
            log.warn("The embedded PostgreSQL has ended unexpectedly and is started again");
            startServer(port);
            return true;
        } catch (IOException | EmbeddedPostgresException fault) {
            log.error("The embedded PostgreSQL does not start again: {}", fault.getMessage());
            return false;
        } finally {
            changing.unlock();
        }
    }

    /** The system that this jar brings no PostgreSQL for, if it is the one that it runs on. */
    public static Optional<String> missingFor() {
        return PostgresBinaries.areIncluded() ? Optional.empty() : Optional.of(PostgresBinaries.system());
    }

    /** How to reach the database, as a role that owns it but is no superuser. */
    public DatabaseUrl databaseUrl() {
        return databaseUrl;
    }

    /** Stops the server, ending the connections to it, and waits until it has stopped. */
    @Override
    public void close() {
        changing.lock();
        try {
            if (!closed) {
                closed = true;
                try (lock) {
                    stopServer();
                }
            }
        } catch (IOException e) {
            throw unusable(directory, e);
        } finally {
            changing.unlock();
        }
    }

    private Path cluster() {
        return directory.resolve("postgres");
    }

    private void requireMajorVersion(int brought) throws IOException {
        String found = Files.readString(cluster().resolve("PG_VERSION")).strip();
        if (!found.equals(Integer.toString(brought))) {
            throw new EmbeddedPostgresException("The database in " + cluster() + " was made by PostgreSQL " + found
                    + ", and this HILT-Review brings PostgreSQL " + brought + ". Move the data with pg_dump of version "
                    + found + " and psql, or set HILT_DATA_DIR to another directory.");
        }
    }

    /** Makes the cluster aside and moves it to its place whole: what stands there was once complete. */
    private void initialise() throws IOException {
        if (Files.exists(cluster()) && !isEmpty(cluster())) {
            throw new EmbeddedPostgresException(cluster() + " is not empty, yet holds no PostgreSQL database (the file"
                    + " PG_VERSION is missing). Restore it, or move it away to begin with an empty database.");
        }
        log.info("Making a new database in {}", cluster());
        Path unfinished = UnfinishedDirectories.create(directory);
        try {
            Path made = makeCluster(unfinished);
            force(made);
            Files.move(made, cluster(), StandardCopyOption.ATOMIC_MOVE);
            force(directory);
        } finally {
            UnfinishedDirectories.delete(unfinished);
        }
    }

    private Path makeCluster(Path parent) throws IOException {
        Path cluster = parent.resolve("postgres");
        List<String> arguments = new ArrayList<>(List.of(
                "--pgdata=" + cluster,
                "--username=postgres",
                "--auth=reject",
                "--encoding=UTF8",
                // Of PostgreSQL's own making, so that an upgrade of the system's locales cannot break an index.
                "--locale-provider=builtin",
                "--locale=C",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"));
        INITIAL_SETTINGS.forEach((name, value) -> arguments.add("--set=" + name + "=" + value));
        require(binaries.run(parent, PostgresBinaries.NO_INPUT, "initdb", arguments.toArray(String[]::new)));

        String password = newPassword();
        Path statements = writeForThisUser(parent.resolve("role.sql"), """
                create role hilt login password '%s'
                create database hilt owner hilt
                """.formatted(password));
        // The superuser cannot log in at all, and is left to single-user mode.
        require(binaries.run(parent, statements, "postgres", "--single", "-D", cluster.toString(), "postgres"));
        Files.writeString(
                cluster.resolve("pg_hba.conf"),
                "host hilt hilt 127.0.0.1/32 scram-sha-256\n",
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.SYNC);
        writeForThisUser(cluster.resolve(PASSWORD_FILE), password);
        return cluster;
    }

    /** @param wanted the port, or 0 for any that is free */
    private int startServer(int wanted) throws IOException {
        for (int attempt = 1; ; attempt++) {
            stopLeftOver();
            int port = wanted == 0 ? freePort() : wanted;
            FileTime begun = FileTime.fromMillis(System.currentTimeMillis() - 1000);
            Path startupLog = directory.resolve(STARTUP_LOG);
            Files.deleteIfExists(startupLog);
            Result result = binaries.run(
                    directory,
                    PostgresBinaries.NO_INPUT,
                    "pg_ctl",
                    "start",
                    "--pgdata=" + cluster(),
                    "--log=" + startupLog,
                    "--wait",
                    "--timeout=" + RECOVERY_SECONDS,
                    "--silent",
                    "--options=-c port=" + port + " " + FIXED_SETTINGS);
            if (result.succeeded()) {
                log.info("PostgreSQL runs on port {} of 127.0.0.1 with its data in {}", port, cluster());
                return port;
            }
            String fault = startupFault(result, begun);
            if (attempt == START_ATTEMPTS || !PASSING_FAULT.matcher(fault).find()) {
                throw new EmbeddedPostgresException("PostgreSQL does not start in " + cluster() + ": " + fault
                        + " (see " + startupLog + " and " + cluster().resolve("log") + ")");
            }
            pause();
        }
    }

    /** Stops the server of a process that was killed; the lock that we hold says that it has no living owner. */
    private void stopLeftOver() throws IOException {
        Optional<PostmasterPid> leftOver = PostmasterPid.read(cluster());
        if (leftOver.isEmpty()) {
            return;
        }
        if (leftOver.get().isRunning()) {
            log.warn(
                    "Stopping PostgreSQL (process {}), which an earlier run left behind",
                    leftOver.get().pid());
            stopServer();
        } else {
            // PostgreSQL removes such a file itself, unless the number of its dead process has been given to another.
            Files.deleteIfExists(PostmasterPid.file(cluster()));
        }
    }

    private void stopServer() throws IOException {
        for (String mode : List.of("fast", "immediate")) {
            Result result = binaries.run(
                    directory,
                    PostgresBinaries.NO_INPUT,
                    "pg_ctl",
                    "stop",
                    "--pgdata=" + cluster(),
                    "--mode=" + mode,
                    "--wait",
                    "--timeout=" + STOP_SECONDS,
                    "--silent");
            if (PostmasterPid.read(cluster()).filter(PostmasterPid::isRunning).isEmpty()) {
                return;
            }
            log.warn("PostgreSQL did not stop in mode {}: {}", mode, result.output());
        }
        throw new EmbeddedPostgresException(
                "The PostgreSQL of " + cluster() + " does not stop: end the process that its postmaster.pid names.");
    }

    /** What PostgreSQL said before it began to write its log, or else the last that it wrote there. */
    private String startupFault(Result result, FileTime begun) throws IOException {
        Path startupLog = directory.resolve(STARTUP_LOG);
        List<String> messages = Files.exists(startupLog) ? find(MESSAGE, Files.readString(startupLog)) : List.of();
        if (messages.isEmpty()) {
            Optional<Path> serverLog = serverLogSince(begun);
            messages = serverLog.isPresent() ? find(FAULT, Files.readString(serverLog.get())) : List.of();
        }
        return messages.isEmpty()
                ? result.output()
                : String.join(" ", messages.subList(Math.max(0, messages.size() - 3), messages.size()));
    }

    private Optional<Path> serverLogSince(FileTime time) throws IOException {
        Path logs = cluster().resolve("log");
        if (!Files.isDirectory(logs)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                logs, file -> Files.getLastModifiedTime(file).compareTo(time) > 0)) {
            return StreamSupport.stream(files.spliterator(), false).findFirst();
        }
    }

    private static List<String> find(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }

    private static void require(Result result) {
        List<String> faults = find(FAULT, result.output());
        if (!result.succeeded() || !faults.isEmpty()) {
            var output = faults.isEmpty() ? result.output() : String.join(" ", faults);
            throw new EmbeddedPostgresException("The embedded database cannot be made: "
                    + (output.contains("could not look up effective user ID")
                            ? "PostgreSQL needs a user that has a name, which this one lacks (" + output
                                    + "). Run the service as a user that has an entry in /etc/passwd, or set"
                                    + " DATABASE_URL to a PostgreSQL of your own."
                            : output));
        }
    }

    private static DatabaseUrl databaseUrl(Path cluster, int port) throws IOException {
        return new DatabaseUrl(
                // Whoever else listens on that port gets no password.
                "jdbc:postgresql://127.0.0.1:" + port + "/hilt?requireAuth=scram-sha-256",
                "hilt",
                Files.readString(cluster.resolve(PASSWORD_FILE)));
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

    private static String newPassword() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random);
    }

    private static Path writeForThisUser(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text, StandardOpenOption.SYNC);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            return !files.iterator().hasNext();
        }
    }

    /** Makes the names in a directory last through a power failure. */
    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static EmbeddedPostgresException unusable(Path dataDirectory, IOException e) {
        String reason = switch (e) {
            case AccessDeniedException denied -> "permission denied for " + denied.getFile();
            case FileAlreadyExistsException exists -> exists.getFile() + " is not a directory";
            case FileSystemException failed
            when failed.getReason() != null -> failed.getReason() + " (" + failed.getFile() + ")";
            default -> e.getMessage();
        };
        return new EmbeddedPostgresException(
                "The embedded database cannot use the data directory " + dataDirectory.toAbsolutePath() + ": " + reason
                        + ". Fix that, or set HILT_DATA_DIR to another directory.",
                e);
    }
}
