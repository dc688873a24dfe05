package com.hiltreview.web;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.EventStream;
import com.hiltreview.testing.ServiceTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class HeadersTests extends ServiceTest {
    private static final String STRICT_CSP =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    /** All but the policy of contents, which the documentation has for itself, and what depends on the connection. */
    private static void assertCareful(HttpHeaders headers) {
        assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(headers.allValues("X-Frame-Options")).containsExactly("DENY");
        assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(headers.allValues("Permissions-Policy"))
                .containsExactly("camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        assertThat(headers.allValues("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
        assertThat(headers.firstValue("X-Request-Id").orElse("")).matches("[A-Za-z0-9._-]{1,128}");
        assertThat(headers.firstValue("Server")).isEmpty();
    }

    static void assertCarefulAndStrict(HttpHeaders headers) {
        assertCareful(headers);
        assertThat(headers.allValues("Content-Security-Policy")).containsExactly(STRICT_CSP);
    }

    public static void assertOfTheApi(HttpHeaders headers) {
        assertCarefulAndStrict(headers);
        assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
    }

    private static void assertNotOnHttp(HttpHeaders headers) {
        assertThat(headers.firstValue("Strict-Transport-Security"))
                .as("only on https")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/health, 200",
        "/api/v1/health, 200",
        "/openapi.yaml, 200",
        "/review-tasks, 401",
        "/review-tasks/x, 401",
        "/no-such-path, 404",
        "/api/v1/no-such-path, 404",
        "/actuator/health, 200",
        "/actuator/env, 404",
        "/a//b, 400",
        "/auth/me, 401"
    })
    void standOnEveryAnswer(String path, int status) {
        var answer = Api.sendUnchecked(api.request(path, NOBODY).GET());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertOfTheApi(answer.headers());
        assertNotOnHttp(answer.headers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/login", "/tasks/1", "/archive", "/setup/keys", "/page.css"})
    void standOnPagesAndTheirFiles(String path) {
        var page = Api.sendUnchecked(api.request(path, NOBODY).GET());
        assertThat(page.statusCode()).isEqualTo(200);
        assertCarefulAndStrict(page.headers());
    }

    @Test
    void standOnWhatFiltersRefuse() {
        assertOfTheApi(api.get("/review-tasks", Api.key("x")).headers());
        var crossSite =
                api.post("/review-tasks/x/decision", api.signInAsReviewer(), "{}", "Sec-Fetch-Site", "cross-site");
        assertThat(crossSite.status()).isEqualTo(403);
        assertOfTheApi(crossSite.headers());
    }

    @Test
    void standOnWhatHandlersRefuse() {
        var reviewer = api.signInAsReviewer();
        assertOfTheApi(api.get("/stats", reviewer).headers());
        assertOfTheApi(api.post("/sources", ADMIN, "{").headers());
        assertOfTheApi(api.delete("/stats", ADMIN).headers());
        assertOfTheApi(api.get("/review-tasks/" + UUID.randomUUID(), ADMIN).headers());
    }

    @Test
    void standOnTheStream() {
        try (var stream = EventStream.open(api, ADMIN)) {
            assertOfTheApi(stream.response().headers());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /a|b HTTP/1.1", "GET / HTTP/9.9", "nonsense"})
    void standOnWhatTomcatRefusesByItself(String requestLine) throws IOException {
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(api.baseUrl()).getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var lines = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .split("\r\n\r\n", 2)[0]
                    .lines()
                    .toList();
            assertThat(lines.getFirst()).containsPattern(" (400|505) ");
            var fields = lines.stream()
                    .skip(1)
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.groupingBy(
                            field -> field[0], Collectors.mapping(field -> field[1], Collectors.toList())));
            assertOfTheApi(HttpHeaders.of(fields, (name, value) -> true));
        }
    }

    @Test
    void doNotLetATaskBeStored() {
        var created = api.newTask(api.newSource());
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        var read = api.get("/review-tasks/" + Api.idOf(created), ADMIN);
        assertThat(read.header("Cache-Control")).isEqualTo("no-store");
        assertThat(read.header("ETag")).matches("\"[^\"]+\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/swagger-ui/index.html"})
    void letTheDocumentationStyleItselfButLoadNothingFromElsewhere(String path) {
        var page = Api.sendUnchecked(api.request(path, NOBODY).GET());
        assertThat(page.statusCode()).isEqualTo(path.equals("/docs") ? 302 : 200);
        assertCareful(page.headers());
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'self'", "style-src 'self' 'unsafe-inline'")
                .doesNotContain("script-src 'unsafe")
                .doesNotContain("http:")
                .doesNotContain("https:");
    }

    @Test
    void giveNoCorsWhereNoOriginIsListed() {
        assertThat(api.get("/health", NOBODY, "Origin", "https://app.acme.test")
                        .headers()
                        .map()
                        .keySet())
                .noneMatch(name -> name.startsWith("access-control-"));
    }
}
