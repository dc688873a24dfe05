package com.hiltreview.reviewer;

import static com.hiltreview.testing.Api.NOBODY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@DirtiesContext
@TestPropertySource(
        properties = {
            "GOOGLE_CLIENT_ID=hilt",
            "GOOGLE_CLIENT_SECRET=a-secret-of-the-client",
            "OAUTH_REDIRECT_URI=http://localhost:3000/oauth/done",
            "ALLOWED_DOMAINS=acme.test,subsidiary.test",
            // As in production; the other secrets stay those of the tests that share the database.
            "hilt.sign-in.development=false"
        })
class SignInTests extends ServiceTest {
    private static final TestProvider PROVIDER = TestProvider.started();
    private static final String REFUSED = "/login?error=";

    private final String subject = UUID.randomUUID().toString();

    @SuppressWarnings("NullAway.Init")
    private Browser browser;

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry registry) {
        registry.add("hilt.open-id.issuer-uri", PROVIDER::issuer);
    }

    @BeforeEach
    void openBrowser() {
        browser = new Browser(api);
    }

    @AfterEach
    void signProperlyAgain() {
        PROVIDER.signWithItsFirstKey();
    }

    @Test
    void signsInWhomTheProviderVouchesFor() {
        PROVIDER.nextIs(
                subject,
                Map.of(
                        "email", "Dana@acme.test",
                        "email_verified", true,
                        "name", "Dana\u0000Reyes",
                        "picture", "https://pictures.test/dana"));
        var back = browser.goToProvider("?redirect=/tasks/7%3Fx%3D1");
        var done = browser.comeBack(back);
        assertThat(done.status()).isEqualTo(302);
        assertThat(done.header("Location")).isEqualTo("/tasks/7?x=1");
        assertThat(browser.cookies().keySet()).containsExactly("hilt_session");
        var me = api.get("/auth/me", browser.credentials()).json().get("user");
        assertThat(me.get("email").stringValue()).isEqualTo("Dana@acme.test");
        assertThat(me.get("name").stringValue()).isEqualTo("Dana Reyes");
        assertThat(me.get("picture_url").stringValue()).isEqualTo("https://pictures.test/dana");
        assertThat(me.get("role").stringValue()).isEqualTo("reviewer");
    }

    @Test
    void asksForACodeWithStateNonceAndProofKey() {
        var begun = browser.get("/auth/login");
        var location = URI.create(begun.header("Location"));
        assertThat(location.toString()).startsWith(PROVIDER.issuer() + "/authorize?");
        var query = query(location);
        assertThat(query)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "hilt")
                .containsEntry("redirect_uri", "http://localhost:3000/oauth/done")
                .containsEntry("code_challenge_method", "S256");
        assertThat(query.get("code_challenge")).hasSize(43);
        assertThat(query.get("nonce")).hasSize(43);
        assertThat(query.get("state")).hasSize(44);
        assertThat(query.getOrDefault("scope", "").split(" ")).contains("openid", "email");
        assertThat(query(URI.create(browser.get("/auth/login").header("Location")))
                        .get("state"))
                .isNotEqualTo(query.get("state"));
    }

    @Test
    void keepsAPendingSignInFromScriptsAndOutOfTheDatabase() {
        var before = sessions();
        var line = browser.get("/auth/login").header("Set-Cookie");
        assertThat(line.split("; "))
                .contains("Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=600")
                .doesNotContain("Secure");
        assertThat(sessions()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/callback", "/api/v1/auth/callback", "/oauth/done", "/api/v1/oauth/done"})
    void comesBackWhereverItMay(String path) {
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        var back = browser.goToProvider("");
        assertThat(back.getRawPath()).isEqualTo("/oauth/done");
        var done = browser.getUnchecked(path + "?" + back.getRawQuery());
        assertThat(done.status()).isEqualTo(302);
        assertThat(done.header("Location")).isEqualTo("/");
        assertThat(api.get("/auth/me", browser.credentials()).status()).isEqualTo(200);
    }

    @Test
    void endsTheSessionsOfAnAddressThatWasChanged() {
        PROVIDER.nextIs(subject, TestProvider.verified("old@acme.test"));
        browser.signIn();
        var elsewhere = new Browser(api);
        PROVIDER.nextIs(subject, TestProvider.verified("new@acme.test"));
        elsewhere.signIn();
        assertThat(api.get("/auth/me", browser.credentials()).status()).isEqualTo(401);
        assertThat(api.get("/auth/me", elsewhere.credentials())
                        .json()
                        .at("/user/email")
                        .stringValue())
                .isEqualTo("new@acme.test");
    }

    @Test
    void writesRefusalsDownButNotWithoutEnd(@Autowired ReviewerService reviewers) {
        PROVIDER.nextIs(subject, Map.of("email", "dana@acme.test", "email_verified", false));
        browser.signIn();
        var line = api.get("/audit-log?action=reviewer.sign_in_refused&limit=1", Api.ADMIN)
                .json()
                .at("/items/0");
        assertThat(line.get("actor").toString()).isEqualTo("{\"kind\":\"visitor\",\"email\":\"dana@acme.test\"}");
        assertThat(line.get("after").toString()).isEqualTo("{\"reason\":\"email_not_verified\"}");
        var origin = new SignInOrigin("192.0.2.1", null);
        clock.stopAt(Instant.now().plus(Duration.ofHours(2)));
        for (int i = 0; i < 2 * ReviewerService.REFUSALS_AN_HOUR; i++) {
            reviewers.noteRefusal("flood@acme.test", SignInRefusal.DOMAIN_NOT_ALLOWED, origin);
        }
        assertThat(jdbc.queryForObject(
                        "select count(*) from audit_log where actor = 'flood@acme.test' and client_address = '192.0.2.1'",
                        Integer.class))
                .isEqualTo(ReviewerService.REFUSALS_AN_HOUR);
    }

    @Test
    void tellsTwoHoldersOfOneAddressApart() {
        var address = "shared-" + subject + "@acme.test";
        var source = api.newSource();
        PROVIDER.nextIs(subject, TestProvider.verified(address));
        browser.signIn();
        var first = decision(api.newApproval(source, browser.credentials()));
        var successor = new Browser(api);
        PROVIDER.nextIs("successor-" + subject, TestProvider.verified(address));
        successor.signIn();
        assertThat(api.get("/auth/me", browser.credentials()).status())
                .as("the address has passed on, and its rights with it")
                .isEqualTo(401);
        var second = decision(api.newApproval(source, successor.credentials()));

        assertThat(second.get("decided_by")).isEqualTo(first.get("decided_by"));
        assertThat(second.get("decided_by_id")).isNotEqualTo(first.get("decided_by_id"));
        assertThat(second.get("decided_by_id"))
                .isEqualTo(api.get("/auth/me", successor.credentials()).json().at("/user/id"));
        var events = api.get("/sources/" + source.id() + "/decision-events", source.key())
                .json()
                .get("items");
        assertThat(events.valueStream().map(event -> event.at("/decision/decided_by_id")))
                .containsExactly(first.get("decided_by_id"), second.get("decided_by_id"));
    }

    private JsonNode decision(UUID task) {
        return api.task(task).get("decision");
    }

    @Test
    void givesTheSessionANewId() {
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        browser.signIn();
        var first = browser.cookies().get("hilt_session");
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        browser.signIn();
        assertThat(browser.cookies().get("hilt_session")).isNotEqualTo(first);
        assertThat(api.get("/auth/me", Api.session("hilt_session=" + first)).status())
                .isEqualTo(401);
    }

    @Test
    void knowsAPersonByTheSubjectAndRefreshesTheRest() {
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        browser.signIn();
        var id = me().get("id");
        PROVIDER.nextIs(
                subject, TestProvider.with(TestProvider.verified("dana.reyes@subsidiary.test"), "name", "Dana R."));
        browser.signIn();
        assertThat(me().get("id")).isEqualTo(id);
        assertThat(me().get("email").stringValue()).isEqualTo("dana.reyes@subsidiary.test");
        assertThat(me().get("name").stringValue()).isEqualTo("Dana R.");

        PROVIDER.nextIs("another " + subject, TestProvider.verified("dana@acme.test"));
        browser.signIn();
        assertThat(me().get("id")).as("the address has passed to somebody else").isNotEqualTo(id);
    }

    @Test
    void takesASubjectForUniqueWithItsIssuerOnly() {
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        browser.signIn();
        assertThat(jdbc.queryForList(
                        "select google_sub from users where google_sub like '%' || ?", String.class, subject))
                .containsExactly(PROVIDER.issuer() + " " + subject);
    }

    @Test
    void asksForTheAddressWhereTheIdTokenDoesNotTellIt() {
        PROVIDER.nextTellsOnlyWhenAsked(subject, TestProvider.verified("dana@acme.test"));
        assertThat(browser.signIn().header("Location")).isEqualTo("/");
        assertThat(me().get("email").stringValue()).isEqualTo("dana@acme.test");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            dana@acme.test,           false, -,             email_not_verified
            dana@acme.test,           -,     -,             email_not_verified
            -,                        true,  -,             email_not_verified
            not an address,           true,  -,             email_not_verified
            a@b@acme.test,            true,  -,             email_not_verified
            dana@other.test,          true,  -,             domain_not_allowed
            dana@evil-acme.test,      true,  -,             domain_not_allowed
            dana@acme.test.evil.test, true,  -,             domain_not_allowed
            dana@sub.acme.test,       true,  -,             domain_not_allowed
            dana@acme.test,           true,  other.test,    domain_not_allowed
            dana@other.test,          true,  acme.test,     domain_not_allowed
            """)
    void refusesWhoDoesNotBelong(String email, String verified, String hostedDomain, String code) {
        Map<String, Object> claims = Map.of();
        claims = email == null ? claims : TestProvider.with(claims, "email", email);
        claims = verified == null ? claims : TestProvider.with(claims, "email_verified", Boolean.valueOf(verified));
        claims = hostedDomain == null ? claims : TestProvider.with(claims, "hd", hostedDomain);
        PROVIDER.nextIs(subject, claims);
        assertRefused(browser.signIn(), code);
        assertThat(jdbc.queryForObject(
                        "select count(*) from users where google_sub like '%' || ?", Integer.class, subject))
                .isZero();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void tellsOfWhomItRefuses(CapturedOutput output, @Autowired CompositeMeterRegistry meters) {
        var counted = new SimpleMeterRegistry();
        meters.add(counted);
        PROVIDER.nextIs(subject, TestProvider.verified("dana@other.test"));
        assertRefused(browser.signIn(), "domain_not_allowed");
        assertThat(output)
                .contains(
                        subject + " was not signed in: domain_not_allowed",
                        "Refused (sign_in): domain_not_allowed from 127.0.0.1");
        assertThat(counted.get("hilt.security.refusals")
                        .tag("reason", "sign_in")
                        .counter()
                        .count())
                .isOne();
        meters.remove(counted);
    }

    @Test
    void followsTheProviderToItsNextKey() {
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        browser.signIn();
        browser.post("/auth/logout");
        PROVIDER.changeKey();
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        assertThat(browser.signIn().header("Location")).isEqualTo("/");
        assertThat(api.get("/auth/me", browser.credentials()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            DANA@ACME.TEST,       -
            dana@subsidiary.test, acme.test
            dana@acme.test,       ACME.TEST
            """)
    void letsInWhoBelongs(String email, String hostedDomain) {
        var claims = TestProvider.verified(email);
        PROVIDER.nextIs(subject, hostedDomain == null ? claims : TestProvider.with(claims, "hd", hostedDomain));
        assertThat(browser.signIn().header("Location")).isEqualTo("/");
    }

    @ParameterizedTest
    @CsvSource({"nonce, another-nonce", "iss, https://evil.test", "aud, another-client", "nbf, 32503680000"})
    void trustsNoIdTokenOfAnotherKind(String claim, String value) {
        Object told = value.matches("\\d+") ? Long.valueOf(value) : value;
        PROVIDER.nextIs(subject, TestProvider.with(TestProvider.verified("dana@acme.test"), claim, told));
        assertRefused(browser.signIn(), "sign_in_failed");
    }

    @Test
    void takesNoSubjectThatCannotBeOne() {
        PROVIDER.nextIs(subject + "\u0000\n", TestProvider.verified("dana@acme.test"));
        assertRefused(browser.signIn(), "sign_in_failed");
    }

    @Test
    void trustsNoExpiredIdToken() {
        var aWhileAgo = Instant.now().minus(Duration.ofMinutes(5));
        var old = TestProvider.with(
                TestProvider.verified("dana@acme.test"), "iat", Date.from(aWhileAgo.minusSeconds(60)));
        PROVIDER.nextIs(subject, TestProvider.with(old, "exp", Date.from(aWhileAgo)));
        assertRefused(browser.signIn(), "sign_in_failed");
    }

    @Test
    void trustsNoIdTokenOfAnotherKey() {
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        assertThat(browser.signIn().header("Location")).isEqualTo("/");
        browser.post("/auth/logout");
        PROVIDER.signWithAnotherKey();
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        assertRefused(browser.signIn(), "sign_in_failed");
    }

    @Test
    void acceptsTheStateOfItsOwnBrowserOnly() {
        var back = browser.goToProvider("");
        var other = new Browser(api);
        assertRefused(other.comeBack(back), "sign_in_expired");
        other.goToProvider("");
        assertRefused(other.comeBack(back), "sign_in_expired");
        for (int place : new int[] {0, 20}) {
            var state = query(back).getOrDefault("state", "");
            var forged =
                    state.substring(0, place) + (state.charAt(place) == 'A' ? "B" : "A") + state.substring(place + 1);
            assertRefused(browser.get("/auth/callback?code=x&state=" + forged), "sign_in_expired");
            back = browser.goToProvider("");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?", "?code=x", "?state=x&code=x", "?error=access_denied", "?state=%00&code=x", "?state="})
    void sendsAStrayVisitorToTheSignIn(String query) {
        assertRefused(browser.get("/auth/callback" + query), "sign_in_expired");
    }

    @Test
    void acceptsNoPendingSignInThatItDidNotWriteItself() {
        var back = browser.goToProvider("");
        browser.cookies().replaceAll((name, value) -> (value.startsWith("A") ? "B" : "A") + value.substring(1));
        assertRefused(browser.comeBack(back), "sign_in_expired");
        for (var value : List.of("x", ".", "e30.", "e30.e30", "%", "=")) {
            var again = browser.goToProvider("");
            browser.cookies().replaceAll((name, old) -> value);
            assertRefused(browser.comeBack(again), "sign_in_expired");
        }
    }

    @Test
    void waitsTenMinutes() {
        var now = Instant.now();
        clock.stopAt(now.minus(Duration.ofMinutes(10)));
        var late = browser.goToProvider("");
        clock.stopAt(now);
        assertRefused(browser.comeBack(late), "sign_in_expired");
    }

    @Test
    void finishesASignInOnce() {
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        var back = browser.goToProvider("");
        var pending = Map.copyOf(browser.cookies());
        assertThat(browser.comeBack(back).header("Location")).isEqualTo("/");
        browser.cookies().remove("hilt_session");
        assertRefused(browser.comeBack(back), "sign_in_expired");
        browser.cookies().putAll(pending);
        assertRefused(browser.comeBack(back), "sign_in_failed");
    }

    @Test
    void redeemsNoCodeOfAnotherSignIn() {
        var stolen = query(new Browser(api).goToProvider("")).get("code");
        var back = browser.goToProvider("");
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        var injected = back.toString().replaceFirst("code=[^&]+", "code=" + stolen);
        assertRefused(browser.comeBack(URI.create(injected)), "sign_in_failed");
    }

    @ParameterizedTest
    @CsvSource({"access_denied, cancelled", "server_error, sign_in_failed", "%0a, sign_in_failed"})
    void tellsWhoSaidNo(String error, String code) {
        var state = query(browser.goToProvider("")).get("state");
        assertRefused(browser.get("/auth/callback?error=" + error + "&state=" + state), code);
    }

    @Test
    void letsTwoTabsSignInSideBySide() {
        var one = browser.goToProvider("?redirect=/one");
        var two = browser.goToProvider("?redirect=/two");
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        assertThat(browser.comeBack(two).header("Location")).isEqualTo("/two");
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        assertThat(browser.comeBack(one).header("Location")).isEqualTo("/one");
        assertThat(api.get("/auth/me", browser.credentials()).status()).isEqualTo(200);
    }

    @Test
    void makesOnePersonOfTwoFirstSignInsAtOnce() throws Exception {
        for (int i = 0; i < 4; i++) {
            PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        }
        try (var tabs = Executors.newVirtualThreadPerTaskExecutor()) {
            var visits = List.of(1, 2, 3, 4).stream()
                    .map(tab -> {
                        var own = new Browser(api);
                        var back = own.goToProvider("");
                        return tabs.submit(() -> own.comeBack(back).header("Location"));
                    })
                    .toList();
            for (var visit : visits) {
                assertThat(visit.get()).isEqualTo("/");
            }
        }
        assertThat(jdbc.queryForObject(
                        "select count(*) from users where google_sub like '%' || ?", Integer.class, subject))
                .isOne();
    }

    @Test
    void keepsNoMoreThanFourPendingSignIns() {
        for (int i = 0; i < 7; i++) {
            browser.get("/auth/login?redirect=/" + "x".repeat(299));
        }
        assertThat(browser.cookies()).hasSize(4);
    }

    @Test
    void keepsTheCookiesOfSignInsStartedAtOnceSmall() {
        // All requests leave before any answer sets a cookie, as when a browser restores twenty tabs.
        for (int i = 0; i < 20; i++) {
            var tab = new Browser(api);
            tab.get("/auth/login?redirect=/" + "x".repeat(299));
            browser.cookies().putAll(tab.cookies());
        }
        int bytes = browser.cookies().entrySet().stream()
                .mapToInt(cookie -> cookie.getKey().length() + cookie.getValue().length() + 3)
                .sum();
        assertThat(bytes).isLessThan(4096);
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        assertThat(browser.signIn().header("Location")).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.test", "/%5Cevil.test", "https://evil.test", "/%0d%0aSet-Cookie:x=y"})
    void goesNowhereElse(String redirect) {
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        var done = browser.comeBack(browser.goToProvider("?redirect=" + redirect));
        assertThat(done.header("Location")).isEqualTo("/");
    }

    @Test
    void endsASessionWhoseReviewerIsNoLongerListed() {
        PROVIDER.nextIs(subject, TestProvider.verified("dana@acme.test"));
        browser.signIn();
        var before = sessions();
        moveTo("@acme.test", "@gone.test");
        assertThat(api.get("/review-tasks", browser.credentials()).status()).isEqualTo(401);
        assertThat(sessions()).isEqualTo(before - 1);
    }

    @Test
    void endsASessionWhoseOrganisationIsNoLongerListed() {
        PROVIDER.nextIs(subject, TestProvider.with(TestProvider.verified("dana@acme.test"), "hd", "subsidiary.test"));
        browser.signIn();
        assertThat(api.get("/auth/me", browser.credentials()).status()).isEqualTo(200);
        moveTo("subsidiary.test", "gone.test");
        assertThat(api.get("/auth/me", browser.credentials()).status()).isEqualTo(401);
    }

    @Test
    void hasNoSignInWithoutThePassword() {
        var refused = api.post("/auth/dev-login", NOBODY, "{\"email\":\"dana@acme.test\"}");
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
    }

    /** As if the lists had been changed since the sign-in. */
    private void moveTo(String text, String other) {
        var cookie = browser.cookies().getOrDefault("hilt_session", "");
        int rows = jdbc.update("""
                update spring_session_attributes
                set attribute_bytes = convert_to(replace(convert_from(attribute_bytes, 'UTF8'), ?, ?), 'UTF8')
                where session_primary_id = (select primary_id from spring_session where session_id = ?)
                """, text, other, cookie.substring(0, cookie.indexOf('.')));
        assertThat(rows).isOne();
    }

    private int sessions() {
        Integer count = jdbc.queryForObject("select count(*) from spring_session", Integer.class);
        return count == null ? -1 : count;
    }

    private tools.jackson.databind.JsonNode me() {
        return api.get("/auth/me", browser.credentials()).json().get("user");
    }

    private void assertRefused(Api.Answer answer, String code) {
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo(REFUSED + code);
        assertThat(browser.cookies()).doesNotContainKey("hilt_session");
    }

    private static Map<String, String> query(URI uri) {
        return Arrays.stream(uri.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
    }
}
