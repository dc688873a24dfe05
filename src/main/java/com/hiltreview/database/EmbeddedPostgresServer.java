package com.hiltreview.database;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL server that runs beside this process if there is no DATABASE_URL; it listens on 127.0.0.1 only.
 *
 * <p>Its data directory holds {@code postgres} (the cluster), {@code postgres-binaries} (the unpacked programs),
 * {@code postgres.log} (its start-up messages) and a lock file. The server outlives a process that is killed; the next
 * start on the same directory stops it and continues with the same data.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgresServer.class);

    // pg_ctl passes its paths to a shell in double quotes.
    private static final Pattern UNSAFE_IN_SHELL = Pattern.compile("[\"$`\\\\\\p{Cntrl}]");

    private final DataDirectoryLock lock;
    private final Path directory;
    private final PostgresProcess process;
    private final int port;
    private final DatabaseUrl databaseUrl;
    /** Held while the server is restarted or stopped, so that these do not overlap. */
    private final ReentrantLock lifecycle = new ReentrantLock();

    private volatile boolean closed;

    private EmbeddedPostgresServer(Path directory, DataDirectoryLock lock, PostgresBinaries binaries)
            throws IOException {
        this.directory = directory;
        this.lock = lock;
        var cluster = PostgresCluster.openOrCreate(directory, binaries);
        this.process = new PostgresProcess(directory, cluster.path(), binaries);
        this.port = process.start(0);
        this.databaseUrl = PostgresCluster.databaseUrl(cluster.path(), port);
    }

    /**
     * Starts the server on a data directory, which is created if it is missing, and returns when it accepts connections.
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
        Path cluster = PostgresCluster.in(dataDirectory);
        try {
            if (!Files.exists(cluster)) {
                return Optional.empty();
            }
            cluster = cluster.toRealPath();
            Optional<PostmasterPid> server = PostmasterPid.read(cluster);
            return server.isPresent() && server.get().ready() && server.get().isRunning()
                    ? Optional.of(
                            PostgresCluster.databaseUrl(cluster, server.get().port()))
                    : Optional.empty();
        } catch (IOException e) {
            throw unusable(dataDirectory, e);
        }
    }

    /**
     * Restarts the server on the same port whenever its process ends without {@link #close}.
     *
     * @param onLoss runs if the restart fails
     */
    void keepRunning(Runnable onLoss) {
        try {
            process.handle()
                    .onExit()
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
            // Not under the lock: this may shut the service down, which closes the server.
            onLoss.run();
        }
    }

    private boolean startUnlessClosed() {
        lifecycle.lock();
        try {
            if (closed) {
                return false;
            }
            log.warn("The embedded PostgreSQL has ended unexpectedly and is started again");
            process.start(port);
            return true;
        } catch (IOException | EmbeddedPostgresException fault) {
            log.error("The embedded PostgreSQL does not start again: {}", fault.getMessage());
            return false;
        } finally {
            lifecycle.unlock();
        }
    }

    /** The name of this system, if the jar has no PostgreSQL for it. */
    public static Optional<String> missingFor() {
        return PostgresBinaries.areIncluded() ? Optional.empty() : Optional.of(PostgresBinaries.system());
    }

    /** How to connect to the database, as a role that owns it but is not a superuser. */
    public DatabaseUrl databaseUrl() {
        return databaseUrl;
    }

    /** Stops the server, ending the connections to it, and waits until it has stopped. */
    @Override
    public void close() {
        lifecycle.lock();
        try {
            if (!closed) {
                closed = true;
                try (lock) {
                    process.stop();
                }
            }
        } catch (IOException e) {
            throw unusable(directory, e);
        } finally {
            lifecycle.unlock();
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
