package com.hiltreview.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.openapi.OpenApiExchanges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the service over HTTP, and holds every exchange against the OpenAPI file. */
public final class Api {
    public static final JsonMapper JSON = JsonMapper.builder()
            .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String baseUrl;
    private final JdbcTemplate jdbc;

    public Api(String baseUrl, JdbcTemplate jdbc) {
        this.baseUrl = baseUrl;
        this.jdbc = jdbc;
    }

    public String baseUrl() {
        return baseUrl;
    }

    /** An answer: its status, headers and body. */
    public record Answer(int status, java.net.http.HttpHeaders headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String header(String name) {
            return headers.firstValue(name).orElseThrow();
        }

        public String etag() {
            return header("ETag");
        }

        public String errorCode() {
            return json().at("/error/code").stringValue();
        }

        /** The fields that a 400 names. */
        public List<String> faultyFields() {
            assertThat(status).as(text()).isEqualTo(400);
            return json().at("/error/details/fields")
                    .valueStream()
                    .map(fault -> fault.get("field").stringValue())
                    .toList();
        }
    }

    /** Credentials, put on a request. */
    public interface As extends Consumer<HttpRequest.Builder> {}

    public static final As NOBODY = request -> {};
    public static final As ADMIN = key(ServiceTest.ADMIN_KEY);

    public static As key(String key) {
        return request -> request.header("X-API-Key", key);
    }

    public static As session(String cookie) {
        return request -> request.header("Cookie", cookie);
    }

    /** A source with a key of its own. */
    public record SourceFixture(UUID id, As key) {}

    public SourceFixture newSource() {
        return newSource("{\"name\":\"Test source\"}");
    }

    public SourceFixture newSource(String body) {
        var id = UUID.fromString(post("/sources", ADMIN, body).json().get("id").stringValue());
        var key = post(
                "/api-keys",
                ADMIN,
                "{\"source_id\":\"%s\",\"key_type\":\"source\",\"environment\":\"test\"}".formatted(id));
        return new SourceFixture(id, key(key.json().get("key").stringValue()));
    }

    public As signIn(String email) {
        var answer = post("/auth/dev-login", NOBODY, "{\"email\":\"%s\"}".formatted(email));
        return session(answer.header("Set-Cookie").split(";", 2)[0]);
    }

    public As signInAsReviewer() {
        return signIn("reviewer@acme.test");
    }

    public As signInAsAdministrator() {
        return signIn(ServiceTest.ADMIN_EMAIL);
    }

    public Answer newTask(SourceFixture source) {
        return post("/review-tasks", source.key(), """
                {"title":"A task","blocks":[
                    {"id":"body","type":"markdown","content":"Hello\\nworld\\n"},
                    {"id":"parameters","type":"json","content":{"amount":1.10,"to":"sam@vendor.test"}}]}
                """);
    }

    /** A task that was filed and approved. */
    public UUID newApproval(SourceFixture source, As reviewer) {
        var id = idOf(newTask(source));
        var answer = post("/review-tasks/" + id + "/decision", reviewer, "{\"decision\":\"APPROVE\"}");
        assertThat(answer.status()).isEqualTo(200);
        return id;
    }

    public JsonNode task(UUID id) {
        return get("/review-tasks/" + id, ADMIN).json();
    }

    /** The task, as soon as its delivery shows as that. */
    public JsonNode awaitDelivery(UUID id, String status) {
        return await().atMost(PATIENCE)
                .until(
                        () -> task(id),
                        task -> task.at("/dispatch/last_delivery_status")
                                .stringValue()
                                .equals(status));
    }

    public static UUID idOf(Answer answer) {
        return UUID.fromString(answer.json().get("id").stringValue());
    }

    public Answer get(String path, As as) {
        return send(request(path, as).GET(), new byte[0]);
    }

    public Answer get(String path, As as, String header, String value) {
        return send(request(path, as).header(header, value).GET(), new byte[0]);
    }

    public Answer delete(String path, As as) {
        return send(request(path, as).DELETE(), new byte[0]);
    }

    public Answer post(String path, As as, String body, String... headers) {
        return withBody("POST", path, as, body, headers);
    }

    public Answer patch(String path, As as, String body, String... headers) {
        return withBody("PATCH", path, as, body, headers);
    }

    private Answer withBody(String method, String path, As as, String body, String... headers) {
        var request = request(path, as).header("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        return send(request.method(method, HttpRequest.BodyPublishers.ofByteArray(bytes)), bytes);
    }

    public HttpRequest.Builder request(String path, As as) {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(Duration.ofSeconds(30));
        as.accept(request);
        return request;
    }

    /** Sends what was put together by hand; {@code body} is what was given to the request. */
    public Answer send(HttpRequest.Builder builder, byte[] body) {
        var answer = sendUnchecked(builder);
        OpenApiExchanges.check(builder.build(), body, answer);
        return new Answer(answer.statusCode(), answer.headers(), answer.body());
    }

    public static HttpResponse<byte[]> sendUnchecked(HttpRequest.Builder builder) {
        try {
            var answer = HTTP.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
            SecretSearch.read(answer);
            return answer;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public JdbcTemplate jdbc() {
        return jdbc;
    }
}
