package com.hiltreview.chaos;

import com.hiltreview.HiltReviewApplication;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** Two instances of the service, each a process of its own, on one PostgreSQL, and the receiver of their webhooks. */
final class Installation implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Path directory = Files.createTempDirectory("hilt-chaos");
    private final int databasePort = freePort();
    private final List<Instance> instances = new ArrayList<>();
    private final int receiverPort;
    private EmbeddedPostgres database;
    private WebhookReceiver receiver = new WebhookReceiver();

    Installation() throws IOException {
        receiverPort = receiver.port();
        database = startDatabase();
        instances.add(new Instance("one"));
        instances.add(new Instance("two"));
    }

    /** An answer, or none where the instance is not there. */
    record Answer(int status, HttpResponse<String> response) {
        JsonNode json() {
            return Api.JSON.readTree(response.body());
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** A process that runs the service; what it says is in its log below {@code target}. */
    final class Instance {
        private final String name;
        private final int port = freePort();
        private Process process;

        Instance(String name) throws IOException {
            this.name = name;
            this.process = launch();
        }

        private Process launch() throws IOException {
            var log = Files.createDirectories(Path.of("target", "chaos")).resolve(name + ".log");
            var builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx768m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Ddb-scheduler.scheduler-name=" + name,
                            "-cp",
                            System.getProperty("java.class.path"),
                            HiltReviewApplication.class.getName())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment()
                    .putAll(java.util.Map.of(
                            "HILT_ENV", "development",
                            "HILT_DEMO", "off",
                            "HILT_DATA_DIR", directory.resolve(name).toString(),
                            "PORT", Integer.toString(port),
                            "DATABASE_URL", databaseUrl(),
                            "SESSION_SECRET", "the same for all instances, as the manual says",
                            "ENCRYPTION_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                            "ADMIN_API_KEY", ServiceTest.ADMIN_KEY,
                            "RATE_LIMIT_PER_MINUTE", "0"));
            return builder.start();
        }

        void awaitReady() throws InterruptedException {
            long end = System.nanoTime() + START.toNanos();
            while (statusOf("/health") != 200) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("Instance " + name + " did not start: see target/chaos");
                }
                Thread.sleep(100);
            }
        }

        int statusOf(String path) {
            return statusOf(path, "");
        }

        int statusOf(String path, String credentials) {
            var answer = send("GET", path, credentials, null);
            return answer == null ? 0 : answer.status();
        }

        /** SIGKILL: no shutdown hook, no last word. */
        void kill() {
            process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }

        void startAgain() throws IOException, InterruptedException {
            process = launch();
            awaitReady();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** The process's number of starts stays one where nobody had to restart it. */
        long pid() {
            return process.pid();
        }

        @Nullable
        Answer send(String method, String path, String credentials, @Nullable String body) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(20))
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body));
            if (body != null) {
                request.header("Content-Type", "application/json");
            }
            if (credentials.startsWith("hilt_session")) {
                request.header("Cookie", credentials);
            } else if (!credentials.isEmpty()) {
                request.header("X-API-Key", credentials);
            }
            try {
                var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
                return new Answer(response.statusCode(), response);
            } catch (IOException away) {
                return null;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }

    List<Instance> instances() {
        return instances;
    }

    /** The one that sends the source's webhooks now, if any does. */
    @Nullable
    Instance sender(String sourceId) {
        return jdbc()
                .queryForList(
                        "select picked_by from scheduled_tasks where task_instance = ? and picked",
                        String.class,
                        sourceId)
                .stream()
                .flatMap(name -> instances.stream().filter(instance -> instance.name.equals(name)))
                .findFirst()
                .orElse(null);
    }

    void awaitReady() throws InterruptedException {
        for (var instance : instances) {
            instance.awaitReady();
        }
    }

    WebhookReceiver receiver() {
        return receiver;
    }

    String receiverUrl(String path) {
        return "http://127.0.0.1:" + receiverPort + path;
    }

    void takeReceiverDown() {
        receiver.close();
    }

    /** Another process in its place: what the first one knew is asked for before. */
    void bringReceiverBack() {
        receiver = new WebhookReceiver(receiverPort);
    }

    void stopDatabase() throws IOException {
        database.close();
    }

    void startDatabaseAgain() throws IOException {
        database = startDatabase();
    }

    JdbcTemplate jdbc() {
        return new JdbcTemplate(
                new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:" + databasePort + "/postgres?user=postgres"));
    }

    private String databaseUrl() {
        return "postgresql://postgres@127.0.0.1:" + databasePort + "/postgres";
    }

    private EmbeddedPostgres startDatabase() throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(databasePort)
                .setDataDirectory(directory.resolve("postgres"))
                .setCleanDataDirectory(false)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("max_connections", "100")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException fault) {
            throw new java.io.UncheckedIOException(fault);
        }
    }

    @Override
    public void close() throws IOException {
        for (var instance : instances) {
            instance.kill();
        }
        receiver.close();
        database.close();
    }
}
