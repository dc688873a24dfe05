package com.hiltreview.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked from the archive for this platform on the class path. */
record PostgresBinaries(Path home) {

    static final Path NO_INPUT = Path.of("/dev/null");

    private static final int CANNOT_RUN = 126;
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (?<major>\\d+)");

    record Result(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }
    }

    /**
     * Unpacks the programs below the given directory, unless they are there already.
     *
     * @param directory only this user may write to it, and nothing may clean it up: not /tmp
     */
    static PostgresBinaries unpackInto(Path directory) throws IOException {
        URL archive = archive();
        if (archive == null || !(archive.openConnection() instanceof JarURLConnection connection)) {
            throw new EmbeddedPostgresException("This jar has no embedded PostgreSQL for " + system()
                    + ": set DATABASE_URL to a PostgreSQL of your own.");
        }
        Path home = directory.resolve(Long.toHexString(connection.getJarEntry().getCrc()));
        if (!Files.exists(home)) {
            Files.createDirectories(directory);
            Path unfinished = UnfinishedDirectories.create(directory);
            try (InputStream stream = connection.getInputStream()) {
                unpack(stream, unfinished);
                Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                UnfinishedDirectories.delete(unfinished);
            }
        }
        return new PostgresBinaries(home);
    }

    /** Whether the archive is on the class path; the slim jar is built without it. */
    static boolean areIncluded() {
        return archive() != null;
    }

    /** This system, in words. */
    static String system() {
        return System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    }

    private static @Nullable URL archive() {
        return PostgresBinaries.class.getResource("/postgres-" + platform() + ".txz");
    }

    private static String platform() {
        String system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
        String architecture = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm_64";
            case String other -> other;
        };
        return system + "-" + architecture;
    }

    private static void unpack(InputStream stream, Path directory) throws IOException {
        try (TarArchiveInputStream archive =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(stream)))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                Path target = directory.resolve(entry.getName());
                Files.createDirectories(entry.isDirectory() ? target : target.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else if (!entry.isDirectory()) {
                    Files.copy(archive, target);
                    if ((entry.getMode() & 0100) != 0) {
                        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }

    int majorVersion() throws IOException {
        Result result = run(home, NO_INPUT, "postgres", "--version");
        Matcher version = VERSION.matcher(result.output());
        if (!version.find()) {
            throw new EmbeddedPostgresException(
                    isRoot()
                            ? "PostgreSQL runs for root only without root's privileges, which does not work here: "
                                    + result.output() + ". Start HILT-Review as the user that owns " + home
                                    + ", or set DATABASE_URL to a PostgreSQL of your own."
                            : "The PostgreSQL programs do not work here: " + result.output() + ". Delete " + home
                                    + " to have them unpacked again, or set DATABASE_URL to a PostgreSQL of your own.");
        }
        return Integer.parseInt(version.group("major"));
    }

    /** Runs one of the programs to its end, in a directory that it may enter. */
    Result run(Path workingDirectory, Path input, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            // PostgreSQL refuses to run as root. In this user namespace it appears to be nobody, but still owns root's
            // files.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectInput(input.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Result(CANNOT_RUN, String.valueOf(e.getMessage()));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Unlike waitFor, this also waits in a thread that was interrupted: a server must not be left half stopped.
        int status = process.onExit().join().exitValue();
        return new Result(status, output.strip());
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
