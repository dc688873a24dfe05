package com.hiltreview.envelope;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ErrorEnvelopeTests extends ServiceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/no-such-path",
                "/api/v1/no-such-path",
                "/api/v1",
                "/review-tasks/",
                "/error",
                "/auth/callback/x"
            })
    void namesAPathThatIsNotThereWithOrWithoutCredentials(String path) {
        for (var caller : new Api.As[] {NOBODY, ADMIN}) {
            var missing = api.get(path, caller);
            assertThat(missing.status()).isEqualTo(404);
            assertThat(missing.errorCode()).isEqualTo("NOT_FOUND");
            assertThat(missing.json().at("/error/details"))
                    .isEqualTo(Api.JSON.readTree("{\"resource_type\":\"path\",\"resource_id\":\"" + path + "\"}"));
            assertThat(missing.json().at("/error").has("request_id")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, text/plain, application/json",
        "POST, application/x-www-form-urlencoded, application/json",
        "PATCH, application/json, text/html",
        "POST, application/json, image/png"
    })
    void namesAPathThatIsNotThereWhateverIsSent(String method, String contentType, String accept) {
        var missing = Api.sendUnchecked(api.request("/no-such-path", ADMIN)
                .header("Content-Type", contentType)
                .header("Accept", accept)
                .method(method, BodyPublishers.ofString("x=y")));
        assertThat(missing.statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/WEB-INF/web.xml", "/META-INF/MANIFEST.MF", "/web-inf/x"})
    void givesItsHeadersToWhatTomcatHides(String path) {
        var missing = api.get(path, NOBODY, "X-Request-Id", "hidden");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.header("X-Request-Id")).isEqualTo("hidden");
        assertThat(missing.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(missing.json().at("/error/details/resource_id").stringValue())
                .isEqualTo(path);
    }

    @Test
    void namesATaskThatIsNotThere() {
        var id = UUID.randomUUID();
        var missing = api.get("/review-tasks/" + id, ADMIN);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.json().at("/error/details/resource_id").stringValue())
                .isEqualTo(id.toString());
        assertThat(missing.json().at("/error/details/resource_type").stringValue())
                .isEqualTo("review_task");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "1", "1-1-1-1-1", "01990000-0000-7000-8000-00000000000", "0199000000007000800000000000000g"
            })
    void refusesAnIdThatIsNoUuid(String id) {
        var refused = api.get("/review-tasks/" + id, ADMIN);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errorCode()).isEqualTo("VALIDATION_ERROR");
        assertThat(refused.faultyFields()).containsExactly("task_id");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /review-tasks",
        "DELETE, /review-tasks",
        "POST, /health",
        "PATCH, /stats",
        "GET, /auth/logout",
        "BREW, /stats"
    })
    void tellsWhichMethodsAPathTakes(String method, String path) {
        var body = method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}");
        var refused = Api.sendUnchecked(api.request(path, ADMIN)
                .header("Content-Type", "application/json")
                .method(method, body));
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("\"code\":\"METHOD_NOT_ALLOWED\"");
        assertThat(refused.headers().firstValue("Allow")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, 406",
        "application/xml, 406",
        "application/json;q=0, 406",
        "'*/*, application/json;q=0', 406",
        "'*/*;q=0, application/json', 200",
        "'text/html, */*;q=0.1', 200",
        "application/json, 200",
        "application/*, 200",
        "*/*, 200",
        "'text/html, application/json;q=0.1', 200"
    })
    void refusesACallerThatTakesNoJson(String accept, int status) {
        var answer = api.get("/review-tasks", ADMIN, "Accept", accept);
        assertThat(answer.status()).isEqualTo(status);
        if (status == 406) {
            assertThat(answer.errorCode()).isEqualTo("NOT_ACCEPTABLE");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "application/json; charset=ISO-8859-1",
                "nonsense",
                "application/merge-patch+json"
            })
    void refusesABodyThatIsNotJson(String contentType) {
        var body = "{\"name\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        var refused = api.send(
                api.request("/sources", ADMIN)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofByteArray(body)),
                body);
        assertThat(refused.status()).isEqualTo(415);
        assertThat(refused.errorCode()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    @ParameterizedTest
    @CsvSource({"gzip, 415", "br, 415", "identity, 201", "'', 201"})
    void refusesABodyThatIsCompressed(String encoding, int status) {
        var body = "{\"name\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        var answer = api.send(
                api.request("/sources", ADMIN)
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", encoding)
                        .POST(BodyPublishers.ofByteArray(body)),
                body);
        assertThat(answer.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "\"x\"",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"name\":\"a\\u0000b\"}",
                "{\"name\":\"\\ud800\"}",
                "{\"name\":\"a\"} trailing",
                "{'name':'a'}",
                "{\"name\":\"a\",}",
                "{\"name\":NaN}",
                ""
            })
    void refusesMalformedJson(String body) {
        var refused = api.post("/sources", ADMIN, body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errorCode()).isEqualTo("VALIDATION_ERROR");
        assertThat(refused.json().at("/error/details/fields")).isNotEmpty();
    }

    @Test
    void refusesDeepNestingAndWrongBytes() {
        assertThat(api.post("/sources", ADMIN, "[".repeat(100_000)).status()).isEqualTo(400);
        var bytes = "{\"name\":\"\u00ff\"}".getBytes(ISO_8859_1);
        var refused = api.send(
                api.request("/sources", ADMIN)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(bytes)),
                bytes);
        assertThat(refused.status()).isEqualTo(400);
    }

    @Test
    void refusesABodyOverAMebibyte() {
        var refused = api.post("/sources", ADMIN, "{\"name\":\"" + "x".repeat(1 << 20) + "\"}");
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.errorCode()).isEqualTo("PAYLOAD_TOO_LARGE");
    }

    @Test
    void refusesAnEndlessBodyWithoutALength() throws IOException {
        var chunk = "x".repeat(0x10000);
        var request = new StringBuilder("POST /sources HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + ADMIN_KEY
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        for (int i = 0; i < 17; i++) {
            request.append("10000\r\n").append(chunk).append("\r\n");
        }
        var answer = raw(request + "0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"code\":\"PAYLOAD_TOO_LARGE\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE",
                "GET",
                "GET /health HTTP/9.9",
                "GET /he alth HTTP/1.1",
                "GET /health\u0001 HTTP/1.1",
                "GET /%zz HTTP/1.1",
                "GET /review-tasks/%zz HTTP/1.1",
                "GET /health?q=\u0001 HTTP/1.1",
                "GET /health{} HTTP/1.1",
                "GET /health\"<> HTTP/1.1",
                "GET /a%00b HTTP/1.1",
                "GET /a%2fb HTTP/1.1",
                "GET /a;b=c HTTP/1.1",
                "GET /../../etc/passwd HTTP/1.1",
                "GET /%2e%2e/etc HTTP/1.1",
                "G<T /health HTTP/1.1",
                "GET /\u00ff HTTP/1.1"
            })
    void wrapsWhatTheContainerRefusesByItself(String requestLine) throws IOException {
        assertThatItIsTheEnvelope(raw(requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n"), "4\\d\\d|505");
    }

    @Test
    void readsAQueryThatIsNotEscapedAsItShouldBe() throws IOException {
        var answer = raw("GET /review-tasks?q=[a]{b}|c^`\\\"<> HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + ADMIN_KEY
                + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=%", "limit=%zz", "q=a%2"})
    void refusesAQueryStringThatIsMalformed(String query) throws IOException {
        var answer = raw("GET /review-tasks?" + query + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + ADMIN_KEY
                + "\r\nConnection: close\r\n\r\n");
        assertThatItIsTheEnvelope(answer, "400");
    }

    /** Bytes that ISO 8859-1 has for controls: what UTF-8 has in umlauts, dashes and emoji. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /review-tasks Idempotency-Key",
                "POST /review-tasks Accept",
                "POST /review-tasks Content-Encoding",
                "GET /review-tasks Accept",
                "GET /review-tasks X-API-Key",
                "GET /review-tasks Authorization",
                "GET /review-tasks/01990000-0000-7000-8000-000000000000 If-None-Match",
                "PATCH /review-tasks/01990000-0000-7000-8000-000000000000/blocks If-Match",
                "GET /review-tasks/stream Last-Event-ID",
                "GET /review-tasks/stream Accept",
                "GET /auth/me Cookie",
                "POST /auth/logout Origin",
                "POST /auth/logout Sec-Fetch-Site",
                "GET /health Accept",
                "GET /docs Accept",
                "GET /no-such-path Accept"
            })
    void refusesHeadersWithBytesThatAreNoCharacters(String call) throws IOException {
        var parts = call.split(" ");
        for (var value : List.of(
                "\u00c3\u0084rger", "\u00e2\u0080\u0094", "\u00f0\u009f\u0098\u0080", "\u0080\u009f", "\u00e9")) {
            if (parts[1].endsWith("/stream") && value.equals("\u00e9")) {
                continue; // It opens the stream, which does not end.
            }
            for (var credentials : List.of("", "X-API-Key: " + ADMIN_KEY + "\r\n")) {
                var body = parts[0].equals("GET") ? "" : "{}";
                var answer = raw(parts[0] + " " + parts[1] + " HTTP/1.1\r\nHost: localhost\r\n" + credentials
                        + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n" + parts[2]
                        + ": "
                        + value + "\r\nConnection: close\r\n\r\n" + body);
                assertThat(answer).as(value).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 5");
                if (answer.startsWith("HTTP/1.1 4")) {
                    assertThatItIsTheEnvelope(answer, "4\\d\\d");
                }
            }
        }
    }

    @Test
    void refusesAnIdempotencyKeyWithBytesThatAreNoCharacters() throws IOException {
        var answer = raw("POST /review-tasks HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + ADMIN_KEY
                + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nIdempotency-Key: \u00c3\u0084rger"
                + "\r\nConnection: close\r\n\r\n{}");
        assertThatItIsTheEnvelope(answer, "400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%ff",
                "/%c3%28",
                "/review-tasks/%ff",
                "/tasks/%ff",
                "/review-tasks?q=%ff",
                "/review-tasks?%ff=1",
                "/review-tasks?cursor=%c3%28",
                "/review-tasks?status=%ed%a0%80",
                "/auth/login?redirect=%ff"
            })
    void answersPathsAndQueriesThatAreNotUtf8(String path) throws IOException {
        var answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + ADMIN_KEY
                + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).doesNotStartWith("HTTP/1.1 5");
        if (answer.startsWith("HTTP/1.1 4")) {
            assertThatItIsTheEnvelope(answer, "4\\d\\d");
        }
    }

    @Test
    void refusesTwoIdempotencyKeys() throws IOException {
        var answer = raw("POST /review-tasks HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + ADMIN_KEY
                + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nIdempotency-Key: a\r\nIdempotency-Key: a"
                + "\r\nConnection: close\r\n\r\n{}");
        assertThatItIsTheEnvelope(answer, "400");
        assertThat(answer).contains("Idempotency-Key").contains("must be given once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000000", "99999999999999999999", "-1000000000000", "2147483648"})
    void saysWhichNumbersALimitMayBe(String limit) {
        for (var path : List.of("/review-tasks", "/audit-log")) {
            var refused = api.get(path + "?limit=" + limit, ADMIN);
            assertThat(refused.faultyFields()).containsExactly("limit");
            assertThat(refused.text()).contains("must be between 1 and 100");
        }
    }

    @Test
    void saysNothingOfAClientThatResetsBeforeItsAnswer(CapturedOutput output) throws Exception {
        var address = URI.create(api.baseUrl());
        var body = "{\"source_id\":\"" + api.newSource().id()
                + "\",\"blocks\":[{\"id\":\"b\",\"type\":\"markdown\",\"content\":\"" + "x".repeat(200_000) + "\"}]}";
        for (int i = 0; i < 40; i++) {
            // Every other body ends before the length that was announced.
            var head = "POST /review-tasks HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + ADMIN_KEY
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + (body.length() + i % 2) + "\r\n\r\n";
            try (var socket = new Socket(address.getHost(), address.getPort())) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream().write((head + body).getBytes(ISO_8859_1));
                socket.getOutputStream().flush();
                LockSupport.parkNanos(i * 500_000L);
            }
        }
        LockSupport.parkNanos(1_000_000_000L);
        api.get("/review-tasks", ADMIN);
        assertThat(output.getAll())
                .doesNotContain("Failure in @ExceptionHandler")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost\r\nHost: y",
                "Host: a b",
                "No-Colon",
                "Host: localhost\r\nContent-Length: -1",
                "Host: localhost\r\nContent-Length: 5\r\nContent-Length: 6",
                "Host: localhost\r\nTransfer-Encoding: nonsense"
            })
    void wrapsRefusedHeaders(String headers) throws IOException {
        assertThatItIsTheEnvelope(
                raw("POST /sources HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n"), "[45]\\d\\d");
    }

    @Test
    void wrapsHeadersThatAreTooLong() throws IOException {
        var answer = raw("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(100_000) + "\r\n\r\n");
        assertThatItIsTheEnvelope(answer, "4\\d\\d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "A.b_c-9", "0"})
    void keepsTheCallersRequestId(String id) {
        assertThat(api.get("/health", NOBODY, "X-Request-Id", id).header("X-Request-Id"))
                .isEqualTo(id);
        assertThat(api.get("/no-such-path", NOBODY, "X-Request-Id", id).header("X-Request-Id"))
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "<script>", "\u00e4"})
    void replacesARequestIdThatItDoesNotLike(String id) throws IOException {
        var answer =
                raw("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: " + id + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("X-Request-Id: " + id);
        assertThat(Pattern.compile("\r\nX-Request-Id: [A-Za-z0-9._-]{1,128}\r\n")
                        .matcher(answer)
                        .find())
                .isTrue();
    }

    @Test
    void replacesARequestIdThatIsTooLong() {
        var longest = "x".repeat(128);
        assertThat(api.get("/health", NOBODY, "X-Request-Id", longest).header("X-Request-Id"))
                .isEqualTo(longest);
        assertThat(api.get("/health", NOBODY, "X-Request-Id", longest + "x").header("X-Request-Id"))
                .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    private static void assertThatItIsTheEnvelope(String answer, String statuses) {
        assertThat(answer)
                .as("status line")
                .matches(Pattern.compile("HTTP/1\\.1 (" + statuses + ") .*", Pattern.DOTALL));
        var parts = answer.split("\r\n\r\n", 2);
        assertThat(parts[0])
                .containsIgnoringCase("Content-Type: application/json")
                .containsPattern("X-Request-Id: [A-Za-z0-9._-]{1,128}");
        var body = parts[1].substring(parts[1].indexOf('{'), parts[1].lastIndexOf('}') + 1);
        var error = Api.JSON.readTree(body).get("error");
        assertThat(error.get("code").stringValue()).matches("[A-Z_]+");
        assertThat(error.get("message").stringValue()).isNotBlank();
        assertThat(answer).doesNotContain("Tomcat").doesNotContain("<html").doesNotContain("Exception");
    }

    /** Sends those very characters, a byte each, and reads all of the answer. */
    private String raw(String request) throws IOException {
        var address = URI.create(api.baseUrl());
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(request.getBytes(ISO_8859_1));
                socket.shutdownOutput();
            } catch (IOException refusedBeforeTheEnd) {
                // What was answered can still be read.
            }
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
