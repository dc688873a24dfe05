package com.hiltreview.connection;

import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.live.Signals;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
        properties = {
            "hilt.connections.header-time=1s",
            "hilt.connections.body-time=1s",
            "hilt.connections.answer-time=1s",
            "hilt.connections.per-address=20",
            "hilt.connections.in-all=40",
            "server.tomcat.max-connections=100"
        })
@DirtiesContext
class ConnectionTests extends ServiceTest {
    private static final String HEADERS = "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
    private static final String POST =
            "POST /review-tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static final String KEY = "X-API-Key: " + ADMIN_KEY + "\r\n";
    private static final String ANONYMOUS_BODY = POST + "Content-Length: 100000\r\n\r\n{";
    private static final String KNOWN_BODY = POST + KEY + "Content-Length: 100000\r\n\r\n{";
    private static final String CHUNKS = POST + KEY + "Transfer-Encoding: chunked\r\n\r\n10000\r\n{";
    private static final int FLOOD = 150;
    private static final int BLOCK = 250_000;

    @ParameterizedTest
    @ValueSource(strings = {"", HEADERS, ANONYMOUS_BODY, KNOWN_BODY, CHUNKS})
    void closesARequestThatDrips(String beginning) throws IOException {
        try (var connection = RawConnection.open(api.baseUrl(), beginning)) {
            var begun = System.nanoTime();
            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(6))
                    .until(() -> connection.isClosedAfter(" "));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(500));
        }
    }

    @Test
    void closesAnAnswerThatIsReadTooSlowly() throws IOException {
        var block = "{\"id\":\"block-%d\",\"type\":\"plaintext\",\"content\":\"" + "x".repeat(BLOCK) + "\"}";
        var blocks = IntStream.range(0, 4).mapToObj(block::formatted).collect(Collectors.joining(","));
        var task = Api.idOf(api.post("/review-tasks", api.newSource().key(), "{\"blocks\":[" + blocks + "]}"));
        api.post("/review-tasks/" + task + "/decision", api.signInAsReviewer(), "{\"decision\":\"APPROVE\"}");
        // Its blocks three times over: as they were filed, as they stand, and as they were approved.
        int whole = 3 * 4 * BLOCK;
        var request = "GET /review-tasks/" + task + " HTTP/1.1\r\nHost: localhost\r\n" + KEY + "\r\n";
        try (var connection = RawConnection.open(api.baseUrl(), request)) {
            var read = new AtomicInteger();
            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        int some = connection.readSome(20_000);
                        return some < 0 || read.addAndGet(some) >= whole;
                    });
            assertThat(read).hasValueLessThan(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", HEADERS, ANONYMOUS_BODY, KNOWN_BODY})
    void letsOthersInBesideAFloodFromTheSameAddress(String beginning) throws IOException {
        var flood = new ArrayList<RawConnection>();
        try {
            for (int i = 0; i < FLOOD; i++) {
                flood.add(RawConnection.open(api.baseUrl(), beginning));
            }
            assertThat(api.get("/health", NOBODY).status()).isEqualTo(200);
            assertThat(api.newSource().id()).isNotNull();
        } finally {
            for (var connection : flood) {
                connection.close();
            }
        }
    }

    @Test
    void keepsAWaitForLongerThanABodyMayTake() {
        var source = api.newSource();
        var task = Api.idOf(api.newTask(source));
        var answer = api.get("/review-tasks/" + task + "?wait=3", source.key());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(api.get("/review-tasks/" + task, source.key()).status()).isEqualTo(200);
    }

    /** Waits do not count for those; otherwise the newest would close the first. */
    @Test
    void doesNotCloseAWaitForTheSakeOfOthers(@Autowired Signals signals) throws IOException {
        var source = api.newSource();
        var task = Api.idOf(api.newTask(source));
        try (var wait = RawConnection.open(
                api.baseUrl(),
                "GET /review-tasks/" + task + "?wait=60 HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + ADMIN_KEY
                        + "\r\n\r\n")) {
            await().until(() -> signals.waitedFor("task-answered").contains(task));
            var flood = new ArrayList<RawConnection>();
            for (int i = 0; i < FLOOD; i++) {
                flood.add(RawConnection.open(api.baseUrl(), HEADERS));
            }
            await().until(() -> flood.getFirst().isClosedAfter(""));
            for (var connection : List.copyOf(flood)) {
                connection.close();
            }
            api.post("/review-tasks/" + task + "/decision", api.signInAsReviewer(), "{\"decision\":\"APPROVE\"}");
            await().until(() -> wait.answer().contains("\"status\":\"APPROVED\""));
        }
    }
}
