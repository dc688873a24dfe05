package com.hiltreview.web;

import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.ServiceTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Behind the trusted proxies 127.0.0.1, 10.0.0.0/8 and fd00::/8. */
@DirtiesContext
@TestPropertySource(properties = {"TRUSTED_PROXIES=127.0.0.1,10.0.0.0/8,fd00::/8", "hilt.web.hosts=review.acme.test"})
class ForwardedHeadersTests extends ServiceTest {
    private static As with(As as, String... headers) {
        return request -> {
            as.accept(request);
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
        };
    }

    /** The address that the service takes for the client's, as the audit log has it. */
    static String clientAddress(Api api, String... headers) {
        var created = api.post("/sources", with(Api.ADMIN, headers), "{\"name\":\"Forwarded\"}");
        return api.get("/audit-log?target_id=" + Api.idOf(created), Api.ADMIN)
                .json()
                .at("/items/0/client_address")
                .stringValue();
    }

    @ParameterizedTest
    @CsvSource({
        "'203.0.113.9', 203.0.113.9",
        "'192.0.2.1, 203.0.113.9', 203.0.113.9",
        "'192.0.2.1, 203.0.113.9, 10.1.2.3', 203.0.113.9",
        "'203.0.113.9,10.1.2.3, 10.9.9.9', 203.0.113.9",
        "'192.0.2.1, 10.1.2.3, 203.0.113.9', 203.0.113.9",
        "'10.7.7.7, 10.1.2.3', 10.7.7.7",
        "'2001:db8::5, fd00::1', 2001:db8::5"
    })
    void takesTheRightMostAddressThatIsNoTrustedProxy(String forwarded, String client) {
        assertThat(clientAddress(api, "X-Forwarded-For", forwarded)).isEqualTo(client);
    }

    @Test
    void readsAllLinesOfTheHeader() {
        assertThat(clientAddress(api, "X-Forwarded-For", "192.0.2.1", "X-Forwarded-For", "203.0.113.9"))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void doesNotReadTheStandardsHeader() {
        assertThat(clientAddress(api, "Forwarded", "for=203.0.113.9;proto=https"))
                .isEqualTo("127.0.0.1");
        assertThat(api.get("/health", NOBODY, "Forwarded", "for=203.0.113.9;proto=https")
                        .headers()
                        .firstValue("Strict-Transport-Security"))
                .isEmpty();
    }

    @Test
    void followsHttps() {
        var secure = api.get("/health", NOBODY, "X-Forwarded-Proto", "https");
        assertThat(secure.header("Strict-Transport-Security")).contains("max-age=31536000");
        HeadersTests.assertOfTheApi(secure.headers());
        assertThat(signIn("X-Forwarded-Proto", "https").header("Set-Cookie")).contains("; Secure");
        for (var other : new String[] {"http", "https, http", "HTTPSX"}) {
            assertThat(api.get("/health", NOBODY, "X-Forwarded-Proto", other)
                            .headers()
                            .firstValue("Strict-Transport-Security"))
                    .as(other)
                    .isEmpty();
        }
        assertThat(signIn().header("Set-Cookie")).doesNotContain("Secure");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            https, review.acme.test,      https://review.acme.test,      204
            http,  review.acme.test,      http://review.acme.test,       204
            https, review.acme.test,      http://review.acme.test,       403
            https, review.acme.test,      https://evil.test,             403
            https, 'evil.test, review.acme.test', https://evil.test,     403
            -,     -,                     https://review.acme.test,      403
            """)
    void knowsItsOwnOrigin(@Nullable String scheme, @Nullable String host, String origin, int status) {
        var answer = scheme == null || host == null
                ? signIn("Origin", origin)
                : signIn("X-Forwarded-Proto", scheme, "X-Forwarded-Host", host, "Origin", origin);
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void knowsItsOwnPort() {
        var headers = new String[] {
            "X-Forwarded-Proto",
            "https",
            "X-Forwarded-Host",
            "review.acme.test",
            "X-Forwarded-Port",
            "8443",
            "Origin",
            ""
        };
        headers[7] = "https://review.acme.test:8443";
        assertThat(signIn(headers).status()).isEqualTo(204);
        headers[7] = "https://review.acme.test";
        assertThat(signIn(headers).status()).isEqualTo(403);
    }

    private Answer signIn(String... headers) {
        return api.post("/auth/dev-login", NOBODY, "{\"email\":\"jo@acme.test\"}", headers);
    }
}
