package com.hiltreview.web;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

@DirtiesContext
@TestPropertySource(
        properties = {
            "PUBLIC_URL=https://review.acme.test",
            "CORS_ORIGIN=https://app.acme.test,https://tools.acme.test:8443"
        })
class CrossSiteTests extends ServiceTest {
    private static final String LISTED = "https://app.acme.test";
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "*",
                "https://evil.test",
                "http://app.acme.test",
                "https://app.acme.test:443",
                "https://app.acme.test.evil.test",
                "https://evil.test/https://app.acme.test",
                "https://tools.acme.test",
                "https://review.acme.test"
            })
    void reflectsNoOtherOrigin(String origin) {
        for (var path : List.of("/health", "/review-tasks", "/no-such-path", "/docs", "/")) {
            var answer = Api.sendUnchecked(
                    api.request(path, NOBODY).header("Origin", origin).GET());
            assertThat(corsHeaders(answer.headers())).as(path).isEmpty();
        }
    }

    @Test
    void letsAListedOriginReadErrorsAndWhatTheyComeWith() {
        for (var path : List.of("/review-tasks", "/no-such-path", "/auth/me")) {
            var answer = api.get(path, NOBODY, "Origin", LISTED);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(LISTED);
            assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
            assertThat(answer.header("Access-Control-Expose-Headers").split(", "))
                    .contains("ETag", "Location", "Retry-After", "X-Request-Id", "X-RateLimit-Remaining");
            assertThat(answer.headers().allValues("Vary")).contains("Origin");
        }
    }

    @Test
    void answersThePreflightOfAListedOrigin() {
        var answer = preflight(LISTED, "PATCH", "content-type,if-match,idempotency-key");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(LISTED);
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(answer.header("Access-Control-Allow-Methods").split(","))
                .containsExactlyInAnyOrder("GET", "HEAD", "POST", "PATCH", "DELETE");
        assertThat(answer.header("Access-Control-Allow-Headers"))
                .isEqualToIgnoringCase("content-type, if-match, idempotency-key");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("600");
    }

    @Test
    void reflectsNoHeaderThatNobodyNeeds() {
        var answer = preflight(LISTED, "POST", "content-type,x-evil");
        assertThat(answer.header("Access-Control-Allow-Headers")).isEqualToIgnoringCase("content-type");
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.acme.test, PUT, content-type",
        "https://app.acme.test, POST, x-evil",
        "https://app.acme.test, TRACE, content-type",
    })
    void refusesWhatNobodyNeeds(String origin, String method, String headers) {
        var answer = preflight(origin, method, headers);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.errorCode()).isEqualTo("FORBIDDEN");
        assertThat(corsHeaders(answer.headers())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.test", "null", "https://review.acme.test"})
    void tellsAnotherOriginsPreflightNothing(String origin) {
        assertThat(corsHeaders(preflight(origin, "POST", "content-type").headers()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH,  /review-tasks/{task}/blocks,   reviewer",
        "POST,   /review-tasks/{task}/decision, reviewer",
        "POST,   /sources,                      administrator",
        "DELETE, /api-keys/{task},              administrator",
        "PUT,    /review-tasks,                 reviewer",
        "POST,   /no-such-path,                 reviewer",
        "POST,   /auth/logout,                  reviewer",
        "POST,   /auth/logout?all=true,         reviewer",
        "POST,   /auth/dev-login,               nobody",
        "POST,   /%61uth/dev-login,             nobody",
        "POST,   /api/v1/auth/dev-login,        nobody",
        "POST,   /api/v1/review-tasks,          reviewer"
    })
    void guardsEveryUnsafeCall(String method, String path, String who) {
        var caller = switch (who) {
            case "reviewer" -> api.signInAsReviewer();
            case "administrator" -> api.signInAsAdministrator();
            default -> NOBODY;
        };
        var task = Api.idOf(api.newTask(api.newSource())).toString();
        var answer = Api.sendUnchecked(api.request(path.replace("{task}", task), caller)
                .header("Sec-Fetch-Site", "cross-site")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString("{\"email\":\"jo@acme.test\"}")));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("another site");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        if (!who.equals("nobody")) {
            assertThat(api.get("/auth/me", caller).status())
                    .as("still signed in")
                    .isEqualTo(200);
        }
    }

    @Test
    void tellsNobodyAsEverWhereThereIsNoSession() {
        var nobody = api.post("/review-tasks", NOBODY, "{}", headers(EVIL, "cross-site"));
        assertThat(nobody.status()).isEqualTo(401);
        var session = api.signInAsReviewer();
        api.post("/auth/logout", session, "");
        assertThat(api.post("/review-tasks", session, "{}", headers(EVIL, "cross-site"))
                        .status())
                .isEqualTo(401);
    }

    private Api.Answer preflight(String origin, String method, String headers) {
        return api.send(
                api.request("/review-tasks", NOBODY)
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", method)
                        .header("Access-Control-Request-Headers", headers)
                        .method("OPTIONS", BodyPublishers.noBody()),
                new byte[0]);
    }

    private static List<String> corsHeaders(HttpHeaders headers) {
        return headers.map().keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"))
                .toList();
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
