package com.hiltreview.security;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
        properties = {
            "PUBLIC_URL=https://review.acme.test",
            "CORS_ORIGIN=https://app.acme.test,https://tools.acme.test:8443"
        })
class CrossSiteTests extends ServiceTest {
    private static final String EVIL = "https://evil.test";

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            -,                            -,           200
            -,                            same-origin, 200
            -,                            none,        200
            -,                            same-site,   403
            -,                            cross-site,  403
            -,                            nonsense,    403
            https://review.acme.test,     -,           200
            https://review.acme.test,     same-origin, 200
            https://review.acme.test,     cross-site,  403
            OWN,                          -,           200
            https://app.acme.test,        -,           200
            https://app.acme.test,        cross-site,  200
            https://app.acme.test,        same-site,   200
            https://tools.acme.test:8443, cross-site,  200
            https://tools.acme.test,      cross-site,  403
            http://app.acme.test,         -,           403
            https://app.acme.test.evil.test, -,        403
            https://evil.test,            -,           403
            https://evil.test,            same-origin, 200
            null,                         -,           403
            """)
    void judgesWhereASessionsUnsafeCallComesFrom(@Nullable String origin, @Nullable String site, int status) {
        var own = "OWN".equals(origin) ? api.baseUrl() : origin;
        var task = Api.idOf(api.newTask(api.newSource()));
        var decided = api.post(
                "/review-tasks/" + task + "/decision",
                api.signInAsReviewer(),
                "{\"decision\":\"APPROVE\"}",
                headers(own, site));
        assertThat(decided.status()).isEqualTo(status);
        if (status == 403) {
            assertThat(decided.errorCode()).isEqualTo("FORBIDDEN");
            assertThat(api.get("/review-tasks/" + task, ADMIN)
                            .json()
                            .get("status")
                            .stringValue())
                    .isEqualTo("PENDING");
        }
    }

    @Test
    void refusesASignInThatAnotherSiteMakes() {
        assertThat(api.post("/auth/dev-login", NOBODY, "{\"email\":\"jo@acme.test\"}", headers(EVIL, "cross-site"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void letsReadsAndKeysThrough() {
        assertThat(api.get("/review-tasks", api.signInAsReviewer(), "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(200);
        assertThat(api.post("/sources", ADMIN, "{\"name\":\"x\"}", headers(EVIL, "cross-site"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void givesCorsHeadersToTheListedOriginsOnly() {
        var listed = api.get("/health", NOBODY, "Origin", "https://app.acme.test");
        assertThat(listed.header("Access-Control-Allow-Origin")).isEqualTo("https://app.acme.test");
        assertThat(listed.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        var other = api.get("/health", NOBODY, "Origin", EVIL);
        assertThat(other.status()).as("answered as usual").isEqualTo(200);
        assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void answersThePreflightOfAListedOrigin() {
        var preflight = api.send(
                api.request("/review-tasks", NOBODY)
                        .header("Origin", "https://app.acme.test")
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "content-type,if-match")
                        .method("OPTIONS", BodyPublishers.noBody()),
                new byte[0]);
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://app.acme.test");
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("PATCH");
    }

    @Test
    void marksTheSessionsCookieSecureWhenThePublicAddressIsHttps() {
        assertThat(api.post("/auth/dev-login", NOBODY, "{\"email\":\"jo@acme.test\"}")
                        .header("Set-Cookie"))
                .contains("; Secure");
    }

    private static String[] headers(@Nullable String origin, @Nullable String site) {
        var headers = new ArrayList<String>();
        if (origin != null) {
            headers.add("Origin");
            headers.add(origin);
        }
        if (site != null) {
            headers.add("Sec-Fetch-Site");
            headers.add(site);
        }
        return headers.toArray(String[]::new);
    }
}
