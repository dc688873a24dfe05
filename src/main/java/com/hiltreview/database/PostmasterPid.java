package com.hiltreview.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The contents of postmaster.pid, which describes the server of a cluster; the server may have died without removing it. */
record PostmasterPid(Path cluster, long pid, int port, boolean ready) {

    // By line: process, data directory, start time, port, socket directory, address, shared memory, status.
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    /** Empty if there is no such file; an incomplete file counts as that of a dead process. */
    static Optional<PostmasterPid> read(Path cluster) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file(cluster));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return Optional.of(new PostmasterPid(
                cluster,
                number(lines, 0),
                Math.toIntExact(number(lines, PORT_LINE)),
                lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready")));
    }

    static Path file(Path cluster) {
        return cluster.resolve("postmaster.pid");
    }

    private static long number(List<String> lines, int index) {
        String line = lines.size() > index ? lines.get(index).strip() : "";
        return line.matches("\\d{1,9}") ? Long.parseLong(line) : 0;
    }

    /** Whether the process is alive and is the PostgreSQL server of this cluster, not another process with the same id. */
    boolean isRunning() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::info)
                .filter(process -> process.command().orElse("").endsWith("/postgres"))
                .flatMap(ProcessHandle.Info::arguments)
                .filter(arguments -> Arrays.asList(arguments).contains(cluster.toString()))
                .isPresent();
    }
}
