package com.hiltreview.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ServiceTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One key with as many large bodies as it can send keeps nobody else's out. */
class LargeBodySharesTests extends ServiceTest {
    private static final int MEBIBYTE = 1024 * 1024;

    private final String largeTask = """
            {"title":"Large","blocks":[%s]}""".formatted(IntStream.range(0, 4)
            .mapToObj(
                    i -> "{\"id\":\"b%d\",\"type\":\"plaintext\",\"content\":\"%s\"}".formatted(i, "x".repeat(250_000)))
            .collect(Collectors.joining(",")));

    @Test
    void whoSendsLargeBodiesSlowlyKeepsNobodyElsesOut() throws IOException {
        var hog = api.newSource();
        var other = api.newSource();
        // More than fit in the memory that there is for bodies, twice their size being reserved.
        long connections = Runtime.getRuntime().maxMemory() / 16 / (2 * MEBIBYTE) + 10;
        var refused = new AtomicInteger();
        var open = new ArrayList<Socket>();
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < connections; i++) {
                    var socket = new Socket();
                    open.add(socket);
                    senders.execute(() -> sendAllButTheEnd(socket, hog, refused));
                }
                await().atMost(Duration.ofSeconds(25)).until(() -> refused.get() > 0);

                assertThat(api.post("/review-tasks", other.key(), largeTask).status())
                        .isEqualTo(201);
            } finally {
                for (var socket : open) {
                    socket.close();
                }
            }
        }
    }

    private void sendAllButTheEnd(Socket socket, SourceFixture source, AtomicInteger refused) {
        var uri = URI.create(api.baseUrl() + "/review-tasks");
        var key = api.request("/review-tasks", source.key()).build().headers().map().entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue().getFirst() + "\r\n")
                .collect(Collectors.joining());
        try {
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 10_000);
            var out = socket.getOutputStream();
            out.write(("POST " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n" + key
                            + "Content-Type: application/json\r\nContent-Length: " + MEBIBYTE + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(largeTask.repeat(2).getBytes(StandardCharsets.US_ASCII), 0, MEBIBYTE - 1);
            var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            if (answer.endsWith("503")) {
                refused.incrementAndGet();
            }
        } catch (IOException closed) {
            // A refused body is not read to its end, which can break the sending off before the answer is read.
            if (!socket.isClosed()) {
                refused.incrementAndGet();
            }
        }
    }

    @Test
    void whoSendsManyLargeBodiesAtOnceKeepsNobodyElsesOut() {
        var hog = api.newSource();
        var other = api.newSource();
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            var sent = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 100; i++) {
                sent.add(file(hog, senders));
            }
            await().until(() -> sent.stream().anyMatch(CompletableFuture::isDone));
            for (int i = 0; i < 3; i++) {
                assertThat(file(other, senders).join()).isEqualTo(201);
            }
            assertThat(sent).extracting(CompletableFuture::join).containsOnly(201, 503);
        }
    }

    private CompletableFuture<Integer> file(SourceFixture source, ExecutorService senders) {
        return CompletableFuture.supplyAsync(
                () -> api.post("/review-tasks", source.key(), largeTask).status(), senders);
    }
}
