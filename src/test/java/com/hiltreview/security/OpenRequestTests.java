package com.hiltreview.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.ServiceTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Streams and waits beyond their number are refused. */
@TestPropertySource(
        properties = {
            "hilt.open-requests.waits.per-key=3",
            "hilt.open-requests.waits.per-session=2",
            "hilt.open-requests.waits.per-address=6",
            // A reader that has gone is noticed at the next sign of life.
            "hilt.stream.heartbeat=200ms",
            "hilt.open-requests.streams.per-key=3",
            "hilt.open-requests.streams.per-session=2",
            "hilt.open-requests.streams.in-all=6"
        })
@DirtiesContext
@Timeout(60)
class OpenRequestTests extends ServiceTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<CompletableFuture<HttpResponse<InputStream>>> open = new ArrayList<>();

    private void open(String path, As as) {
        open.add(HTTP.sendAsync(api.request(path, as).GET().build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    private static void assertRefused(Api.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(429);
        assertThat(answer.errorCode()).isEqualTo("RATE_LIMITED");
        assertThat(answer.json().at("/error/details/retry_after_seconds").intValue())
                .isEqualTo(Integer.parseInt(answer.header("Retry-After")))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/review-tasks/%s", "/sources/%2$s/decision-events", "/api/v1/review-tasks/%s"})
    void boundsWaitsOfAKey(String form) throws Exception {
        var source = api.newSource();
        var task = Api.idOf(api.newTask(source));
        var path = form.formatted(task, source.id());
        for (int i = 0; i < 3; i++) {
            open(path + "?wait=60", source.key());
        }
        await().until(() -> api.get(path + "?wait=1", source.key()).status() == 429);
        assertRefused(api.get(path + "?wait=1", source.key()));
        assertThat(api.get(path, source.key()).status()).as("does not wait").isEqualTo(200);
        assertThat(api.get(path + "?wait=1", Api.ADMIN).status())
                .as("another key")
                .isEqualTo(200);
        api.post("/review-tasks/" + task + "/decision", api.signInAsReviewer(), "{\"decision\":\"APPROVE\"}");
        for (var request : open) {
            try (var body = request.get().body()) {
                assertThat(body.readAllBytes()).isNotEmpty();
            }
            assertThat(request.get().statusCode()).isEqualTo(200);
        }
        await().until(() -> api.get(path + "?wait=1", source.key()).status() == 200);
    }

    @Test
    void boundsStreamsOfAKeyOfASessionAndInAll() throws Exception {
        var source = api.newSource();
        var reviewer = api.signInAsReviewer();
        openStreams(3, source.key());
        assertRefused(api.get("/review-tasks/stream", source.key()));
        openStreams(2, reviewer);
        assertRefused(api.get("/review-tasks/stream", reviewer));
        openStreams(1, Api.ADMIN);
        assertRefused(api.get("/review-tasks/stream", api.newSource().key()));
    }

    @AfterEach
    void closeStreams() {
        open.forEach(request -> request.thenAccept(answer -> {
            try {
                answer.body().close();
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }));
    }

    private void openStreams(int count, As as) throws Exception {
        for (int i = 0; i < count; i++) {
            await().until(() -> {
                open("/review-tasks/stream", as);
                return open.getLast().get().statusCode() == 200 || open.removeLast() == null;
            });
        }
    }

    @Test
    void endsThoseOfCallersWhoseCredentialsHaveEnded() throws Exception {
        var source = api.newSource();
        var created = api.post(
                "/api-keys",
                Api.ADMIN,
                "{\"source_id\":\"%s\",\"key_type\":\"source\",\"environment\":\"test\"}".formatted(source.id()));
        var revoked = Api.key(created.json().get("key").stringValue());
        var deleted = api.newSource();
        var reviewer = api.signIn("leaving@acme.test");
        var task = Api.idOf(api.newTask(source));
        open("/review-tasks/" + task + "?wait=60", revoked);
        openStreams(1, revoked);
        openStreams(1, deleted.key());
        openStreams(1, reviewer);
        openStreams(1, source.key());

        api.delete("/api-keys/" + Api.idOf(created), Api.ADMIN);
        assertThat(api.delete("/sources/" + deleted.id(), Api.ADMIN).status()).isEqualTo(204);
        api.post("/auth/logout", reviewer, "");
        assertThat(open.getFirst()
                        .handle((answer, broken) -> broken != null || answer.statusCode() == 401)
                        .get(15, TimeUnit.SECONDS))
                .as("broken off, or tried once more by the client")
                .isTrue();
        for (var stream : open.subList(1, 4)) {
            assertThatThrownBy(() -> stream.get().body().readAllBytes()).isInstanceOf(IOException.class);
        }
        var other = open.getLast().get().body();
        assertThat(other.readNBytes(1)).as("another key's").hasSize(1);
        other.close();
    }
}
