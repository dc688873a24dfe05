package com.hiltreview.session;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.secret.SecretSettings;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.StatementCounter;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.web.http.CookieSerializer.CookieValue;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class SessionTests extends ServiceTest {
    @Test
    void setsACookieThatScriptsAndOtherSitesDoNotGet() {
        var signedIn = api.post("/auth/dev-login", NOBODY, "{\"email\":\"jo@acme.test\",\"name\":\"Jo\"}");
        assertThat(signedIn.status()).isEqualTo(204);
        var attributes = signedIn.header("Set-Cookie").split("; ");
        assertThat(attributes[0]).matches("hilt_session=[A-Za-z0-9-]{36}\\.[A-Za-z0-9_-]{43}");
        assertThat(attributes).contains("Path=/", "HttpOnly", "SameSite=Lax").doesNotContain("Secure");
    }

    @Test
    void marksTheCookieSecureWhereThePublicAddressIsHttps() {
        var settings = new SessionSettings(Duration.ofHours(8), Duration.ofDays(7), true, "Lax");
        var secrets = new SecretSettings(Base64.getEncoder().encodeToString(new byte[32]), "s".repeat(32));
        var response = new MockHttpServletResponse();
        new SessionConfiguration()
                .cookieSerializer(settings, secrets)
                .writeCookieValue(new CookieValue(new MockHttpServletRequest(), response, "an-id"));
        assertThat(response.getHeader("Set-Cookie")).contains("; Secure", "; HttpOnly", "; SameSite=Lax");
    }

    @Test
    void knowsTheReviewerAgain() {
        var cookie = signIn("Sam@Acme.test");
        var me = api.get("/auth/me", Api.session(cookie)).json().get("user");
        assertThat(me.get("email").stringValue()).isEqualToIgnoringCase("sam@acme.test");
        assertThat(me.get("role").stringValue()).isEqualTo("reviewer");
        assertThat(api.get("/auth/me", api.signInAsAdministrator())
                        .json()
                        .at("/user/role")
                        .stringValue())
                .isEqualTo("admin");
        var again = api.get("/auth/me", api.signIn("sam@acme.test")).json().get("user");
        assertThat(again.get("id")).isEqualTo(me.get("id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "{\"email\":\"\"}", "{\"email\":\"nobody\"}", "{\"email\":7}", "{\"email\":\"a@b@c\"}"
            })
    void refusesASignInWithoutAnAddress(String body) {
        var refused = api.post("/auth/dev-login", NOBODY, body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void getsANewIdAtEverySignIn() {
        var first = signIn("jo@acme.test");
        var second = api.post("/auth/dev-login", Api.session(first), "{\"email\":\"jo@acme.test\"}")
                .header("Set-Cookie")
                .split(";", 2)[0];
        assertThat(second).isNotEqualTo(first);
        assertThat(api.get("/auth/me", Api.session(first)).status()).isEqualTo(401);
        assertThat(api.get("/auth/me", Api.session(second)).status()).isEqualTo(200);
    }

    @Test
    void isGoneAfterTheSignOut() {
        var cookie = signIn("jo@acme.test");
        assertThat(sessions(cookie)).isOne();
        assertThat(api.post("/auth/logout", Api.session(cookie), "").status()).isEqualTo(204);
        assertThat(sessions(cookie)).isZero();
        assertThat(api.get("/auth/me", Api.session(cookie)).status()).isEqualTo(401);
        assertThat(api.post("/auth/logout", Api.session(cookie), "").status()).isEqualTo(204);
        assertThat(api.post("/auth/logout", NOBODY, "").status()).isEqualTo(204);
    }

    @Test
    void endsEverywhereWhereAReviewerSaysSo() {
        var jo = List.of(signIn("jo@acme.test"), signIn("JO@acme.test"), signIn("jo@acme.test"));
        var sam = signIn("sam@acme.test");
        StatementCounter.watch("sign-out-everywhere");
        assertThat(api.send(
                                api.request("/auth/logout?all=true", Api.session(jo.getFirst()))
                                        .header("X-Request-Id", "sign-out-everywhere")
                                        .POST(BodyPublishers.noBody()),
                                new byte[0])
                        .status())
                .isEqualTo(204);
        assertThat(StatementCounter.of("sign-out-everywhere"))
                .as("its own session is read, and no other; the last writes the sign-out down")
                .hasSize(4)
                .filteredOn(sql -> sql.strip().toLowerCase(Locale.ROOT).startsWith("select"))
                .hasSize(1);
        for (var cookie : jo) {
            assertThat(sessions(cookie)).isZero();
            assertThat(api.get("/auth/me", Api.session(cookie)).status()).isEqualTo(401);
        }
        assertThat(api.get("/auth/me", Api.session(sam)).status()).isEqualTo(200);
    }

    @Test
    void endsNowhereElseWhereNobodySaysSo() {
        var here = signIn("jo@acme.test");
        var there = signIn("jo@acme.test");
        assertThat(api.post("/auth/logout?all=false", Api.session(here), "").status())
                .isEqualTo(204);
        assertThat(api.get("/auth/me", Api.session(there)).status()).isEqualTo(200);
        assertThat(api.post("/auth/logout?all=true", Api.session(here), "").status())
                .as("with a session that has ended")
                .isEqualTo(204);
        assertThat(api.post("/auth/logout?all=true", NOBODY, "").status()).isEqualTo(204);
        assertThat(api.post("/auth/logout?all=perhaps", Api.session(there), "").status())
                .isEqualTo(400);
        assertThat(api.get("/auth/me", Api.session(there)).status()).isEqualTo(200);
    }

    @Test
    void isRemovedWhenItHasEndedByWhicheverInstanceComesFirst(@Autowired JdbcIndexedSessionRepository repository) {
        var ended = signIn("jo@acme.test");
        var live = signIn("jo@acme.test");
        age(ended, Duration.ofHours(8).plusMinutes(1));
        for (int instance = 0; instance < 2; instance++) {
            repository.cleanUpExpiredSessions();
            assertThat(sessions(ended)).isZero();
            assertThat(sessions(live)).isOne();
        }
        assertThat(jdbc.queryForObject("""
                        select count(*) from spring_session_attributes a
                        where not exists (select from spring_session s where s.primary_id = a.session_primary_id)
                        """, Integer.class)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"019cadc6-9a80-78f4-9ef8-aa3892276658\",\"email\":\"jo@acme.test\"}",
                "{\"id\":\"019cadc6-9a80-78f4-9ef8-aa3892276658\",\"email\":\"jo@acme.test\",\"name\":\"Jo\",\"picture_url\":null,"
                        + "\"hosted_domain\":null,\"what_a_later_version_adds\":{\"x\":[1]}}"
            })
    void outlivesAnUpgradeAndItsUndoing(String written) {
        var cookie = signIn("jo@acme.test");
        jdbc.update("""
                update spring_session_attributes set attribute_bytes = convert_to(?, 'UTF8') where session_primary_id =
                (select primary_id from spring_session where session_id = ?)
                """, written, id(cookie));
        assertThat(api.get("/auth/me", Api.session(cookie))
                        .json()
                        .at("/user/email")
                        .stringValue())
                .isEqualTo("jo@acme.test");
    }

    @Test
    void holdsNothingButTexts() {
        var cookie = signIn("jo@acme.test");
        assertThat(jdbc.queryForList("""
                select convert_from(attribute_bytes, 'UTF8') from spring_session_attributes where session_primary_id =
                (select primary_id from spring_session where session_id = ?)
                """, String.class, id(cookie)))
                .singleElement()
                .asString()
                .startsWith("{\"id\":\"");
    }

    @Test
    void neverLooksAForgedCookieUp(@Autowired PlatformTransactionManager transactions) {
        var genuine = signIn("jo@acme.test");
        var forged = genuine.substring(0, genuine.length() - 2) + (genuine.endsWith("AA") ? "BB" : "AA");
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            // With the table locked, whatever looked a session up would wait, and the call with it.
            jdbc.execute("lock table spring_session in access exclusive mode");
            for (var cookie : new String[] {
                forged,
                genuine.substring(0, genuine.indexOf('.')),
                "hilt_session=",
                "hilt_session=x.y",
                "hilt_session=.",
                "JSESSIONID=1"
            }) {
                assertThat(api.get("/auth/me", Api.session(cookie)).status())
                        .as(cookie)
                        .isEqualTo(401);
            }
        });
        assertThat(api.get("/auth/me", Api.session(genuine)).status()).isEqualTo(200);
    }

    @Test
    void isLookedUpOnceWhenItHasEnded() {
        var cookie = signIn("jo@acme.test");
        api.post("/auth/logout", Api.session(cookie), "");
        for (var requestId : new String[] {"old-cookie-1", "old-cookie-2", "old-cookie-3"}) {
            StatementCounter.watch(requestId);
            assertThat(api.get("/auth/me", Api.session(cookie), "X-Request-Id", requestId)
                            .status())
                    .isEqualTo(401);
        }
        assertThat(StatementCounter.of("old-cookie-1")).hasSize(1);
        assertThat(StatementCounter.of("old-cookie-2")).isEmpty();
        assertThat(StatementCounter.of("old-cookie-3")).isEmpty();
    }

    @Test
    void isNotWrittenAtEveryRequest() {
        var cookie = signIn("jo@acme.test");
        var before = row(cookie);
        for (int i = 0; i < 3; i++) {
            assertThat(api.get("/auth/me", Api.session(cookie)).status()).isEqualTo(200);
        }
        // xmin changes with every update of the row.
        assertThat(row(cookie)).isEqualTo(before);
    }

    @Test
    void slidesWhenAMinuteHasPassed() {
        var cookie = signIn("jo@acme.test");
        age(cookie, Duration.ofHours(7));
        assertThat(api.get("/auth/me", Api.session(cookie)).status()).isEqualTo(200);
        Long access = jdbc.queryForObject(
                "select last_access_time from spring_session where session_id = ?", Long.class, id(cookie));
        assertThat(Instant.ofEpochMilli(access == null ? 0 : access))
                .isAfter(Instant.now().minusSeconds(60));
    }

    @Test
    void endsAfterEightHoursWithoutARequest() {
        var cookie = signIn("jo@acme.test");
        age(cookie, Duration.ofHours(8).plusMinutes(1));
        assertThat(api.get("/auth/me", Api.session(cookie)).status()).isEqualTo(401);
    }

    @Test
    void endsAWeekAfterTheSignInHoweverMuchItIsUsed() {
        var cookie = signIn("jo@acme.test");
        begunBefore(cookie, Duration.ofDays(7).minusMinutes(1));
        assertThat(api.get("/auth/me", Api.session(cookie)).status()).isEqualTo(200);
        begunBefore(cookie, Duration.ofMinutes(1));
        var before = row(cookie);
        StatementCounter.watch("too-old");
        assertThat(api.get("/auth/me", Api.session(cookie), "X-Request-Id", "too-old")
                        .status())
                .isEqualTo(401);
        assertThat(StatementCounter.of("too-old")).as("it is read, and no more").hasSize(1);
        assertThat(row(cookie)).isEqualTo(before);
    }

    /** It was begun when {@code SESSION_TTL_HOURS} was a day. */
    @Test
    void endsByTodaysSettings() {
        var cookie = signIn("jo@acme.test");
        jdbc.update(
                "update spring_session set max_inactive_interval = 86400, expiry_time = expiry_time + 57600000 where session_id = ?",
                id(cookie));
        age(cookie, Duration.ofHours(8).minusMinutes(1));
        assertThat(api.get("/auth/me", Api.session(cookie)).status()).isEqualTo(200);
        age(cookie, Duration.ofHours(8).plusMinutes(1));
        assertThat(api.get("/auth/me", Api.session(cookie)).status()).isEqualTo(401);
    }

    @Test
    void isNotStartedByAKey() {
        assertThat(api.get("/review-tasks", ADMIN).headers().firstValue("Set-Cookie"))
                .isEmpty();
        assertThat(api.get("/review-tasks", NOBODY).headers().firstValue("Set-Cookie"))
                .isEmpty();
    }

    private String signIn(String email) {
        return api.post("/auth/dev-login", NOBODY, "{\"email\":\"%s\"}".formatted(email))
                .header("Set-Cookie")
                .split(";", 2)[0];
    }

    private static String id(String cookie) {
        return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf('.'));
    }

    private int sessions(String cookie) {
        Integer count = jdbc.queryForObject(
                "select count(*) from spring_session where session_id = ?", Integer.class, id(cookie));
        return count == null ? -1 : count;
    }

    private String row(String cookie) {
        return jdbc.queryForMap(
                        "select xmin::text, last_access_time, expiry_time from spring_session where session_id = ?",
                        id(cookie))
                .toString();
    }

    private void begunBefore(String cookie, Duration time) {
        jdbc.update(
                "update spring_session set creation_time = creation_time - ? where session_id = ?",
                time.toMillis(),
                id(cookie));
    }

    private void age(String cookie, Duration age) {
        jdbc.update("""
                update spring_session
                set last_access_time = last_access_time - ?, expiry_time = expiry_time - ? where session_id = ?
                """, age.toMillis(), age.toMillis(), id(cookie));
    }
}
