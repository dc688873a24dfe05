package com.hiltreview.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.openapi.OpenApiExchanges;
import com.hiltreview.testing.Api.As;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A reader of server-sent events, over a real connection; its beginning is held against the OpenAPI file. */
public final class EventStream implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final String greeting;
    private String lastId = "";

    /** An event; the id is the last one that was sent, with it or before it. */
    public record Event(String id, String name, String data) {
        public JsonNode json() {
            return Api.JSON.readTree(data);
        }

        public String taskId() {
            return json().get("id").stringValue();
        }
    }

    private EventStream(HttpRequest request) {
        try {
            response = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
            greeting = block(lines);
            OpenApiExchanges.check(new OpenApiExchanges.Exchange(
                    "GET",
                    request.uri(),
                    request.headers(),
                    new byte[0],
                    response.statusCode(),
                    response.headers(),
                    greeting.getBytes(StandardCharsets.UTF_8)));
            take(greeting);
            Thread.ofVirtual().start(() -> readAll(lines));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public static EventStream open(Api api, As as) {
        return open(api, as, null);
    }

    /** Returns when the stream has begun: what happens from now on will be in it. */
    public static EventStream open(Api api, As as, @Nullable String lastEventId) {
        var request = HttpRequest.newBuilder(URI.create(api.baseUrl() + "/review-tasks/stream"))
                .timeout(Duration.ofSeconds(20))
                .header("Accept", "text/event-stream");
        as.accept(request);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new EventStream(request.build());
    }

    /** All that came up to the first blank line. */
    public String greeting() {
        return greeting;
    }

    /** What a browser would come again with. */
    public synchronized String lastId() {
        return lastId;
    }

    public HttpResponse<InputStream> response() {
        return response;
    }

    /** The next event, which must come within some seconds. */
    public Event next() {
        return Objects.requireNonNull(poll(Duration.ofSeconds(10)), "no event came");
    }

    public @Nullable Event poll(Duration timeout) {
        try {
            return events.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Whether the service ends the stream within the time. */
    public boolean ends(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private void readAll(BufferedReader lines) {
        try {
            for (var block = block(lines); !block.isEmpty(); block = block(lines)) {
                take(block);
            }
        } catch (IOException closed) {
            // By us, or by the service in the middle of an event.
        } finally {
            ended.countDown();
        }
    }

    private static String block(BufferedReader lines) throws IOException {
        var block = new StringBuilder();
        for (var line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            block.append(line).append('\n');
        }
        return block.toString();
    }

    private synchronized void take(String block) {
        var name = "message";
        String data = null;
        for (var line : block.split("\n")) {
            if (line.startsWith("id: ")) {
                lastId = line.substring(4);
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            }
        }
        if (data != null) {
            events.add(new Event(lastId, name, data));
        }
    }
}
