package com.hiltreview.database;

import com.hiltreview.database.PostgresBinaries.Result;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the embedded database: created by initdb for one major version, with a role that is not a superuser. */
final class PostgresCluster {
    private static final Logger log = LoggerFactory.getLogger(PostgresCluster.class);

    private static final String PASSWORD_FILE = "hilt-review.password";

    /** Written to postgresql.conf once; the operator may change them there. */
    private static final Map<String, String> INITIAL_SETTINGS = Map.ofEntries(
            Map.entry("shared_buffers", "256MB"),
            Map.entry("max_connections", "100"),
            Map.entry("max_wal_size", "2GB"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("log_checkpoints", "off"),
            // Does not log the values of rejected rows.
            Map.entry("log_error_verbosity", "terse"),
            Map.entry("logging_collector", "on"),
            Map.entry("log_filename", "postgresql-%a.log"),
            Map.entry("log_truncate_on_rotation", "on"),
            Map.entry("log_rotation_age", "1d"),
            Map.entry("log_rotation_size", "0"));

    private final Path directory;
    private final Path path;
    private final PostgresBinaries binaries;

    private PostgresCluster(Path directory, PostgresBinaries binaries) {
        this.directory = directory;
        this.path = in(directory);
        this.binaries = binaries;
    }

    /** Where the cluster of a data directory is. */
    static Path in(Path dataDirectory) {
        return dataDirectory.resolve("postgres");
    }

    /**
     * Finds the cluster of a data directory, or creates it.
     *
     * @throws EmbeddedPostgresException if it is of another major version, or cannot be created
     */
    static PostgresCluster openOrCreate(Path dataDirectory, PostgresBinaries binaries) throws IOException {
        var cluster = new PostgresCluster(dataDirectory, binaries);
        if (Files.exists(cluster.path.resolve("PG_VERSION"))) {
            cluster.requireMajorVersion(binaries.majorVersion());
        } else {
            cluster.create();
        }
        return cluster;
    }

    Path path() {
        return path;
    }

    /** How the role that owns the database connects to it at a port. */
    static DatabaseUrl databaseUrl(Path cluster, int port) throws IOException {
        return new DatabaseUrl(
                // Another process that listens on that port does not get the password.
                "jdbc:postgresql://127.0.0.1:" + port + "/hilt?requireAuth=scram-sha-256",
                "hilt",
                Files.readString(cluster.resolve(PASSWORD_FILE)));
    }

    private void requireMajorVersion(int included) throws IOException {
        String found = Files.readString(path.resolve("PG_VERSION")).strip();
        if (!found.equals(Integer.toString(included))) {
            throw new EmbeddedPostgresException("The database in " + path + " was made by PostgreSQL " + found
                    + ", and this HILT-Review brings PostgreSQL " + included
                    + ". Move the data with pg_dump of version "
                    + found + " and psql, or set HILT_DATA_DIR to another directory.");
        }
    }

    /** Creates the cluster in a temporary directory and then moves it, so that the directory never holds a partial one. */
    private void create() throws IOException {
        if (Files.exists(path) && !isEmpty(path)) {
            throw new EmbeddedPostgresException(path + " is not empty, yet holds no PostgreSQL database (the file"
                    + " PG_VERSION is missing). Restore it, or move it away to begin with an empty database.");
        }
        log.info("Creating a new database in {}", path);
        Path unfinished = UnfinishedDirectories.create(directory);
        try {
            Path created = initialise(unfinished);
            force(created);
            Files.move(created, path, StandardCopyOption.ATOMIC_MOVE);
            force(directory);
        } finally {
            UnfinishedDirectories.delete(unfinished);
        }
    }

    private Path initialise(Path parent) throws IOException {
        Path cluster = parent.resolve("postgres");
        List<String> arguments = new ArrayList<>(List.of(
                "--pgdata=" + cluster,
                "--username=postgres",
                "--auth=reject",
                "--encoding=UTF8",
                // PostgreSQL's own provider: an upgrade of the system's locales cannot corrupt an index.
                "--locale-provider=builtin",
                "--locale=C",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"));
        INITIAL_SETTINGS.forEach((name, value) -> arguments.add("--set=" + name + "=" + value));
        requireSuccess(binaries.run(parent, PostgresBinaries.NO_INPUT, "initdb", arguments.toArray(String[]::new)));

        String password = newPassword();
        Path statements = writeForThisUser(parent.resolve("role.sql"), """
                create role hilt login password '%s'
                create database hilt owner hilt
                """.formatted(password));
        // The superuser cannot log in; it is used in single-user mode only.
        requireSuccess(binaries.run(parent, statements, "postgres", "--single", "-D", cluster.toString(), "postgres"));
        Files.writeString(
                cluster.resolve("pg_hba.conf"),
                "host hilt hilt 127.0.0.1/32 scram-sha-256\n",
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.SYNC);
        writeForThisUser(cluster.resolve(PASSWORD_FILE), password);
        return cluster;
    }

    private static void requireSuccess(Result result) {
        List<String> faults = PostgresMessages.faults(result.output());
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

    /** Flushes a directory to disk, so that its entries survive a power failure. */
    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
