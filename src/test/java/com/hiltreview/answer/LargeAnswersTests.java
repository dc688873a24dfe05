package com.hiltreview.answer;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.ReviewingTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Of a heap of 96 MiB, 12 MiB may be large answers on their way, and 3 MiB those of one caller. */
@TestPropertySource(properties = {"hilt.answers.heap=96MB", "hilt.answers.patience=300ms"})
@DirtiesContext
class LargeAnswersTests extends ReviewingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private String feed = "";
    private String largeTask = "";
    private String smallTask = "";

    @BeforeEach
    void decideLargeTasks() {
        var text = "x".repeat(250_000);
        for (int i = 0; i < 3; i++) {
            var task = Api.idOf(api.post("/review-tasks", source.key(), """
                    {"blocks":[{"id":"a","type":"plaintext","content":"%1$s"},{"id":"b","type":"plaintext","content":"%1$s"},
                               {"id":"c","type":"plaintext","content":"%1$s"}]}""".formatted(text)));
            largeTask = "/review-tasks/" + task;
            assertThat(approve(largeTask).status()).isEqualTo(200);
        }
        smallTask = "/review-tasks/" + Api.idOf(api.newTask(source));
        feed = "/sources/" + source.id() + "/decision-events";
    }

    private Answer approve(String task) {
        return api.post(task + "/decision", reviewer, "{\"decision\":\"APPROVE\"}");
    }

    @Test
    void whoReceivesSlowlyHoldsUpNobodyElse() throws IOException {
        try (var slow = request(feed, source.key())) {
            assertThat(slow.isConnected()).isTrue();
            var refused =
                    await().atMost(PATIENCE).until(() -> api.get(feed, source.key()), answer -> answer.status() == 503);
            assertThat(refused.errorCode()).isEqualTo("UNAVAILABLE");
            assertThat(refused.header("Retry-After")).isEqualTo("2");
            assertThat(api.get(largeTask, source.key()).status()).isEqualTo(503);

            assertThat(api.get(smallTask, source.key()).status()).isEqualTo(200);
            assertThat(api.get("/review-tasks", source.key()).status()).isEqualTo(200);
            assertThat(api.get(largeTask, ADMIN).status()).isEqualTo(200);
            assertThat(approve(smallTask).status()).isEqualTo(200);
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(api.get(feed, source.key()).status()).isEqualTo(200));
    }

    @Test
    void givesBackTheRoomOfEveryAnswer() {
        for (int i = 0; i < 12; i++) {
            assertThat(api.get(feed, source.key()).status()).isEqualTo(200);
            assertThat(api.get(largeTask, source.key()).status()).isEqualTo(200);
            assertThat(api.get(largeTask + "/none", source.key()).status()).isEqualTo(404);
            assertThat(approve(largeTask).status()).isEqualTo(422);
            assertThat(api.post("/review-tasks", source.key(), "{\"blocks\":[],\"x\":\"" + "x".repeat(900_000) + "\"}")
                            .status())
                    .isEqualTo(400);
        }
    }

    /** Asks, and receives nothing. */
    private Socket request(String path, As as) throws IOException {
        var uri = URI.create(api.baseUrl() + path);
        var headers = api.request(path, as).build().headers().map().entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue().getFirst() + "\r\n")
                .collect(Collectors.joining());
        var socket = new Socket();
        socket.setReceiveBufferSize(4 * 1024);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 5_000);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n" + headers + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
