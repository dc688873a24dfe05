package com.hiltreview.browser;

import com.hiltreview.testing.ServiceTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Runs the browser tests of the sign-in with an OpenID provider, which asks people on a page of its own who they are. */
@DirtiesContext
@TestPropertySource(
        properties = {
            "GOOGLE_CLIENT_ID=hilt",
            "GOOGLE_CLIENT_SECRET=a-secret-of-the-client",
            "ALLOWED_DOMAINS=acme.test",
            // As in production; the other secrets stay those of the tests that share the database.
            "hilt.sign-in.development=false"
        })
class SignInBrowserTests extends ServiceTest {
    private static final MockOAuth2Server PROVIDER = new MockOAuth2Server(new OAuth2Config(true));
    private static final String URL = "http://localhost:" + freePort();

    /** The provider sends people back to an address that is settled before the service starts. */
    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry registry) {
        PROVIDER.start();
        registry.add("hilt.open-id.issuer-uri", () -> PROVIDER.issuerUrl("acme").toString());
        registry.add("server.port", () -> URL.substring(URL.lastIndexOf(':') + 1));
        registry.add("hilt.open-id.redirect-uri", () -> URL + "/auth/callback");
    }

    @AfterAll
    static void stopProvider() {
        PROVIDER.shutdown();
    }

    @Test
    void passInChromium() throws IOException, InterruptedException {
        Playwright.run(
                "sign-in", Map.of("HILT_URL", URL, "HILT_ADMIN_KEY", ADMIN_KEY, "HILT_ADMIN_EMAIL", ADMIN_EMAIL));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
