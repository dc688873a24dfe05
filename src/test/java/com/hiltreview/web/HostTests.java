package com.hiltreview.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.ServiceTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

@DirtiesContext
@TestPropertySource(properties = {"PUBLIC_URL=https://review.acme.test", "HOST=127.0.0.1"})
class HostTests extends ServiceTest {
    private static final String SIGN_IN = "{\"email\":\"admin@acme.test\"}";

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @CsvSource({
        "localhost, 204",
        "LocalHost, 204",
        "localhost:1, 204",
        "127.0.0.1, 204",
        "127.8.9.10, 204",
        "[::1], 204",
        "review.acme.test, 204",
        "Review.Acme.Test:443, 204",
        "evil.test, 403",
        "localhost.evil.test, 403",
        "127.0.0.1.evil.test, 403",
        "127.0.0.1.nip.io, 403",
        "review.acme.test.evil.test, 403",
        "192.168.1.7, 403",
        "[::2], 403",
    })
    void signsNobodyInUnderAForeignHostName(String host, int status) throws IOException {
        assertThat(answerTo("POST /auth/dev-login HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + SIGN_IN.length() + "\r\nConnection: close\r\n\r\n" + SIGN_IN))
                .startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({"/", "/docs", "/health", "/api/v1/review-tasks", "/review-tasks/stream", "/openapi.yaml", "/nowhere"})
    void answersEveryPathUnderAForeignHostNameWithTheEnvelope(String path) throws IOException {
        assertThat(answerTo("GET " + path + " HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("X-Content-Type-Options: nosniff")
                .contains("\"code\":\"FORBIDDEN\"");
    }

    @Test
    void answersProbesThatSendNoHost() throws IOException {
        assertThat(answerTo("GET /health HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200");
    }

    private String answerTo(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
