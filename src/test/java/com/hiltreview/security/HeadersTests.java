package com.hiltreview.security;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTests extends ServiceTest {
    @ParameterizedTest
    @CsvSource({
        "/health, 200",
        "/api/v1/health, 200",
        "/review-tasks, 401",
        "/review-tasks/x, 401",
        "/no-such-path, 404",
        "/auth/me, 401"
    })
    void standOnEveryAnswer(String path, int status) {
        var answer = api.get(path, NOBODY);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isNotBlank();
        assertThat(answer.header("Permissions-Policy")).contains("camera=()");
        assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.header("X-Request-Id")).matches("[A-Za-z0-9._-]{1,128}");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
        assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                .as("only on https")
                .isEmpty();
    }

    @Test
    void standOnARefusalOfAFilterToo() {
        var refused = api.get("/review-tasks", Api.key("x"));
        assertThat(refused.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(refused.header("Content-Security-Policy")).contains("default-src 'self'");
        assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
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
        assertThat(page.statusCode()).isIn(200, 302);
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
