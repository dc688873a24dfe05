package com.hiltreview.reviewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class OpenIdProviderTests {
    private static final String REDIRECT = "https://review.acme.test/auth/callback";

    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void knowsGoogleWithoutAskingIt() {
        var begun = of(null, Duration.ofMillis(1)).begin(request);
        assertThat(begun.getAuthorizationRequestUri())
                .startsWith("https://accounts.google.com/o/oauth2/v2/auth?")
                .contains("client_id=hilt", "code_challenge_method=S256", "prompt=select_account", "openid")
                .doesNotContain("a-secret");
        assertThat(begun.getRedirectUri()).isEqualTo(REDIRECT);
    }

    @Test
    void asksAnotherProviderAtTheFirstSignInAndRemembersIt() {
        int port = freePort();
        var provider = of("http://localhost:" + port + "/acme", Duration.ofSeconds(5));
        assertRefused(SignInRefusal.PROVIDER_UNAVAILABLE, () -> provider.begin(request));

        var server = new TestProvider();
        server.startAt(port);
        var begun = provider.begin(request);
        assertThat(begun.getAuthorizationRequestUri()).startsWith("http://localhost:" + port + "/acme/authorize?");
        server.stop();

        assertThat(provider.begin(request).getAuthorizationRequestUri())
                .startsWith("http://localhost:" + port + "/acme/authorize?");
        var pending = OpenIdProvider.pending(begun, "/", Instant.now());
        assertRefused(SignInRefusal.PROVIDER_UNAVAILABLE, () -> provider.redeem("a-code", pending));
    }

    @Test
    void doesNotWaitForAProviderThatIsSilent() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var provider = of("http://127.0.0.1:" + silent.getLocalPort(), Duration.ofMillis(200));
            assertRefused(SignInRefusal.PROVIDER_UNAVAILABLE, () -> provider.begin(request));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"issuer":"https://evil.test","authorization_endpoint":"https://a.test/a","token_endpoint":"https://a.test/t","jwks_uri":"https://a.test/k","subject_types_supported":["public"]}
            {"issuer":"ISSUER","authorization_endpoint":"https://a.test/a","token_endpoint":"http://a.test/t","jwks_uri":"https://a.test/k","subject_types_supported":["public"]}
            {"issuer":"ISSUER","authorization_endpoint":"https://a.test/a","token_endpoint":"https://a.test/t","jwks_uri":"http://a.test/k","subject_types_supported":["public"]}
            {"issuer":"ISSUER"}
            []
            <html>
            """)
    void takesNoOtherAnswerForAProvider(String metadata) throws IOException {
        var server = serving(metadata);
        try {
            var provider = of(issuerOf(server), Duration.ofSeconds(5));
            assertRefused(SignInRefusal.SIGN_IN_FAILED, () -> provider.begin(request));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void takesAnIssuerWithOrWithoutItsLastSlash() throws IOException {
        var server = serving("""
                {"issuer":"ISSUER/","authorization_endpoint":"https://a.test/a","token_endpoint":"https://a.test/t",
                 "jwks_uri":"https://a.test/k","subject_types_supported":["public"]}
                """);
        try {
            assertThat(of(issuerOf(server), Duration.ofSeconds(5))
                            .begin(request)
                            .getAuthorizationUri())
                    .isEqualTo("https://a.test/a");
            assertThat(of(issuerOf(server) + "/", Duration.ofSeconds(5))
                            .begin(request)
                            .getAuthorizationUri())
                    .isEqualTo("https://a.test/a");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void showsNoSecret() {
        assertThat(settings(null, Duration.ZERO).toString()).doesNotContain("a-secret");
    }

    private static void assertRefused(SignInRefusal refusal, Executable attempt) {
        assertThatExceptionOfType(SignInRefusedException.class)
                .isThrownBy(attempt::execute)
                .extracting(SignInRefusedException::refusal)
                .isEqualTo(refusal);
    }

    private static OpenIdProvider of(@Nullable String issuer, Duration patience) {
        return new OpenIdProvider(settings(issuer, patience), Clock.systemUTC());
    }

    private static OpenIdSettings settings(@Nullable String issuer, Duration patience) {
        return new OpenIdSettings("hilt", "a-secret", issuer, REDIRECT, patience);
    }

    private static HttpServer serving(String metadata) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var body = metadata.replace("ISSUER", issuerOf(server)).getBytes(StandardCharsets.UTF_8);
        server.createContext("/.well-known/openid-configuration", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String issuerOf(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort()).toString();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException fault) {
            throw new java.io.UncheckedIOException(fault);
        }
    }
}
