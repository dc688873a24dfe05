package com.hiltreview.security;

import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.MovableClock;
import com.hiltreview.testing.ServiceTest;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** The service of {@link RateLimitTests}, and what it tells of those whom it refuses. */
@ExtendWith(OutputCaptureExtension.class)
@DirtiesContext
@TestPropertySource(properties = {"RATE_LIMIT_PER_MINUTE=" + RateLimitTests.LIMIT, "TRUSTED_PROXIES=127.0.0.1"})
class RefusalTests extends ServiceTest {
    /** A key of the right form that nobody has. */
    private static final String UNKNOWN_KEY = "hilt_sk_test_ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ3RAmri";

    private static final AtomicInteger NEXT_ADDRESS = new AtomicInteger(1);

    private final String address = "192.0.2." + NEXT_ADDRESS.getAndIncrement();
    private final String requestId = UUID.randomUUID().toString();
    private final SimpleMeterRegistry counted = new SimpleMeterRegistry();

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private CompositeMeterRegistry meters;

    @BeforeEach
    void count() {
        meters.add(counted);
    }

    @AfterEach
    void countNoMore() {
        meters.remove(counted);
    }

    private As here(As as) {
        return request -> {
            as.accept(request);
            request.header("X-Forwarded-For", address).header("X-Request-Id", requestId);
        };
    }

    private As signedIn() {
        return here(api.signIn(address + "@acme.test"));
    }

    private double counted(String reason) {
        var counter =
                counted.find("hilt.security.refusals").tag("reason", reason).counter();
        return counter == null ? 0 : counter.count();
    }

    private List<String> lines(CapturedOutput output) {
        return output.getAll().lines().filter(line -> line.contains(address)).toList();
    }

    /** Behind an answer, the caller may be quicker. */
    private List<String> lines(CapturedOutput output, int count) {
        await().until(() -> lines(output).size() >= count);
        assertThat(lines(output)).hasSize(count);
        return lines(output);
    }

    private String line(CapturedOutput output) {
        return lines(output, 1).getFirst();
    }

    @Test
    void tellsOfAWrongKeyWhatMayBeShownOfIt(CapturedOutput output) {
        api.get("/review-tasks?q=secret", here(Api.key(UNKNOWN_KEY)));
        assertThat(line(output))
                .contains("[" + requestId + "]")
                .contains("Refused (wrong_key): GET /review-tasks by nobody with the key hilt_sk_test_ZZZZZZZZ… from ")
                .doesNotContain("ZZZZZZZZZ", "secret");
        assertThat(counted("wrong_key")).isOne();
    }

    @Test
    void repeatsNothingOfWhatIsNoKey(CapturedOutput output) {
        api.get("/review-tasks", here(Api.key("a-password-that-somebody-pasted")));
        assertThat(line(output)).contains("by nobody with no key of ours from").doesNotContain("pasted");
    }

    @Test
    void tellsWhoHadNoRight(CapturedOutput output) {
        var reviewer = signedIn();
        var id = api.get("/auth/me", reviewer).json().at("/user/id").stringValue();
        api.get("/api-keys", reviewer);
        assertThat(line(output)).contains("Refused (no_right): GET /api-keys by reviewer " + id + " from " + address);
        assertThat(counted("no_right")).isOne();
    }

    @Test
    void tellsOfCallsFromOtherSites(CapturedOutput output) {
        api.post("/review-tasks/x/decision", signedIn(), "{}", "Sec-Fetch-Site", "cross-site");
        assertThat(line(output)).contains("Refused (cross_site): POST /review-tasks/x/decision by reviewer ");
        assertThat(counted("cross_site")).isOne();
        assertThat(counted("no_right")).isZero();
    }

    @Test
    void tellsOfGuessesOnceAMinute(CapturedOutput output) {
        clock.stopAt(Instant.now());
        for (int i = 0; i < 25; i++) {
            api.get("/review-tasks", here(Api.key("typo")));
        }
        assertThat(lines(output, 2).getLast()).contains("Refused (too_many_wrong_keys): GET");
        assertThat(counted("wrong_key")).isEqualTo(20);
        assertThat(counted("too_many_wrong_keys")).isEqualTo(5);
        clock.stopAt(Instant.now().plusSeconds(61));
        api.get("/review-tasks", here(Api.key("typo")));
        assertThat(lines(output, 3).getLast()).contains("Refused (wrong_key)");
    }

    @Test
    void tellsWhoMakesTooManyRequests(CapturedOutput output) {
        var reviewer = signedIn();
        clock.stopAt(Instant.now());
        for (int i = 0; i < RateLimitTests.LIMIT + 5; i++) {
            api.get("/auth/me", reviewer);
        }
        assertThat(line(output)).contains("Refused (too_many_requests): GET /auth/me by reviewer ");
        assertThat(counted("too_many_requests")).isEqualTo(5);
    }

    @Test
    void countsWhoHasNoCredentialsAndKeepsSilent(CapturedOutput output) {
        api.get("/auth/me", here(NOBODY));
        api.get("/auth/me", here(Api.session("hilt_session=forged")));
        await().until(() -> counted("no_credentials") == 2);
        assertThat(lines(output)).isEmpty();
    }

    @Test
    void keepsSilentAboutWhatIsLetIn(CapturedOutput output) {
        api.get("/review-tasks", signedIn());
        api.get("/no-such-path", signedIn());
        api.get("/review-tasks", here(Api.key("typo")));
        assertThat(line(output)).contains("wrong_key");
        assertThat(counted.find("hilt.security.refusals").counters())
                .filteredOn(counter -> counter.count() > 0)
                .extracting(counter -> counter.getId().getTag("reason"))
                .containsExactly("wrong_key");
    }

    @Test
    void isNoWayToFillTheDisk(CapturedOutput output) {
        var stopped = new MovableClock();
        var now = Instant.now();
        stopped.stopAt(now);
        var refusals = new Refusals(counted, stopped);
        for (int i = 0; i < 3000; i++) {
            refusals.add(Refusal.WRONG_KEY, "nobody", "GET", "/" + "x".repeat(5000), "many-" + i);
        }
        var lines = output.getAll()
                .lines()
                .filter(line -> line.contains("many-") || line.contains("Further ref"))
                .toList();
        assertThat(lines).hasSize(Refusals.LINES_A_MINUTE).allMatch(line -> line.length() < 500);
        assertThat(lines.getLast()).contains("only counted");
        assertThat(counted("wrong_key")).isEqualTo(3000);
        stopped.stopAt(now.plus(Duration.ofMinutes(1)));
        refusals.add(Refusal.WRONG_KEY, "nobody", "GET", "/", "the next minute");
        assertThat(output).contains("the next minute");
    }
}
