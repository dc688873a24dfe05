package com.hiltreview.web;

import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Without a trusted proxy, on a platform where Spring Boot by itself would trust whoever is near. */
@DirtiesContext
@TestPropertySource(
        properties = {
            "spring.main.cloud-platform=kubernetes",
            "TRUSTED_PROXIES=10.0.0.0/8",
            "RATE_LIMIT_PER_MINUTE=" + ForgedHeadersTests.LIMIT
        })
class ForgedHeadersTests extends ServiceTest {
    static final int LIMIT = 10;

    @Test
    void doNotChangeTheClientsAddress() {
        assertThat(ForwardedHeadersTests.clientAddress(api, "X-Forwarded-For", "203.0.113.9"))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void doNotEvadeTheLimit() {
        clock.stopAt(clock.instant());
        for (int i = 0; i < LIMIT; i++) {
            api.get("/auth/me", NOBODY, "X-Forwarded-For", "203.0.113." + i);
        }
        assertThat(api.get("/auth/me", NOBODY, "X-Forwarded-For", "203.0.113.99")
                        .status())
                .isEqualTo(429);
    }

    @Test
    void doNotMakeTheConnectionSecure() {
        var answer = api.get("/health", NOBODY, "X-Forwarded-Proto", "https");
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void doNotMakeAnotherHostOurOwn() {
        clock.stopAt(clock.instant().plusSeconds(60));
        var refused = api.post(
                "/auth/dev-login",
                NOBODY,
                "{\"email\":\"jo@acme.test\"}",
                "X-Forwarded-Host",
                "evil.test",
                "Origin",
                "http://evil.test");
        assertThat(refused.status()).isEqualTo(403);
    }

    @Test
    void doNotLeadTheDocumentationElsewhere() {
        var docs = Api.sendUnchecked(api.request("/docs", NOBODY)
                .header("X-Forwarded-Host", "evil.test")
                .header("X-Forwarded-Prefix", "/evil.test")
                .GET());
        assertThat(docs.headers().firstValue("Location")).contains("/swagger-ui/index.html");
    }
}
