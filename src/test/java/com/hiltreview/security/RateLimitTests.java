package com.hiltreview.security;

import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.StatementCounter;
import com.hiltreview.web.HeadersTests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@DirtiesContext
@TestPropertySource(properties = {"RATE_LIMIT_PER_MINUTE=" + RateLimitTests.LIMIT, "TRUSTED_PROXIES=127.0.0.1"})
class RateLimitTests extends ServiceTest {
    static final int LIMIT = 30;

    /** A key of the right form that nobody has. */
    private static final String UNKNOWN_KEY = "hilt_sk_test_ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ3RAmri";

    private static final int GUESSES = 20;
    private static final AtomicInteger NEXT_ADDRESS = new AtomicInteger(1);

    private final String address = "198.51.100." + NEXT_ADDRESS.getAndIncrement();
    private Instant now = Instant.EPOCH;

    @BeforeEach
    void stopTheClock() {
        now = clock.instant();
        clock.stopAt(now);
    }

    private static As from(String address, As as) {
        return request -> {
            as.accept(request);
            request.header("X-Forwarded-For", address);
        };
    }

    private As here(As as) {
        return from(address, as);
    }

    private static long number(Answer answer, String header) {
        return Long.parseLong(answer.header(header));
    }

    @Test
    void admitsABurstOfAMinuteAndThenOneAfterTheOther() {
        var key = here(newSourceKey());
        for (int left = LIMIT - 1; left >= 0; left--) {
            var answer = api.get("/review-tasks", key);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(number(answer, "X-RateLimit-Limit")).isEqualTo(LIMIT);
            assertThat(number(answer, "X-RateLimit-Remaining")).isEqualTo(left);
        }
        var refused = api.get("/review-tasks", key);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.errorCode()).isEqualTo("RATE_LIMITED");
        assertThat(refused.json().at("/error/details/retry_after_seconds").intValue())
                .isEqualTo(2);
        assertThat(refused.header("Retry-After")).isEqualTo("2");
        HeadersTests.assertOfTheApi(refused.headers());
        assertThat(number(refused, "X-RateLimit-Remaining")).isZero();
        assertThat(number(refused, "X-RateLimit-Reset"))
                .as("when all of them are there again")
                .isEqualTo(Math.ceilDiv(now.toEpochMilli(), 1000L) + 60);

        clock.stopAt(now.plusSeconds(2));
        assertThat(api.get("/review-tasks", key).status()).isEqualTo(200);
        assertThat(api.get("/review-tasks", key).status()).isEqualTo(429);
    }

    @Test
    void countsKeysSessionsAndAddressesEachByThemselves() {
        var source = newSourceKey();
        var jane = signIn("jane@acme.test");
        var john = signIn("john@acme.test");
        useUp("/review-tasks", here(source));
        useUp("/review-tasks", here(jane));
        assertThat(api.get("/review-tasks", from("203.0.113.1", source)).status())
                .as("from another address")
                .isEqualTo(429);
        assertThat(api.get("/review-tasks", from("203.0.113.1", jane)).status()).isEqualTo(429);
        assertThat(api.get("/review-tasks", here(newSourceKey())).status()).isEqualTo(200);
        assertThat(api.get("/review-tasks", here(john)).status()).isEqualTo(200);
        assertThat(api.get("/review-tasks", here(NOBODY)).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/review-tasks", "/review-tasks/x", "/no-such-path", "/auth/me", "/openapi.yaml"})
    void countsWhoHasNoCredentialsByTheAddress(String path) {
        var first = api.get(path, here(NOBODY));
        assertThat(number(first, "X-RateLimit-Remaining")).isEqualTo(LIMIT - 1);
        useUp("/no-such-path", here(NOBODY));
        assertThat(api.get(path, here(NOBODY)).status()).isEqualTo(429);
        assertThat(api.get(path, from("203.0.113.2", NOBODY)).status()).isEqualTo(first.status());
    }

    @Test
    void takesAnIpv6NetworkForOneAddress() {
        for (int i = 0; i < LIMIT; i++) {
            api.get("/auth/me", from("2001:db8::" + Integer.toHexString(i + 1), NOBODY));
        }
        assertThat(api.get("/auth/me", from("2001:db8::ffff", NOBODY)).status()).isEqualTo(429);
        assertThat(api.get("/auth/me", from("2001:db8:0:1::1", NOBODY)).status())
                .isEqualTo(401);
    }

    @Test
    void countsRefusalsOfTheCrossSiteCheck() {
        var jane = here(signIn("jane@acme.test"));
        var refused = api.post("/review-tasks/x/decision", jane, "{}", "Sec-Fetch-Site", "cross-site");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(number(refused, "X-RateLimit-Remaining")).isEqualTo(LIMIT - 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/health", "/api/v1/health", "/actuator/health/liveness", "/", "/login", "/page.css", "/docs"})
    void leavesHealthAndStaticFilesOut(String path) {
        useUp("/no-such-path", here(NOBODY));
        var answer = Api.sendUnchecked(api.request(path, here(NOBODY)).GET());
        assertThat(answer.statusCode()).isEqualTo(path.equals("/docs") ? 302 : 200);
        assertThat(answer.headers().firstValue("X-RateLimit-Limit")).isEmpty();
    }

    @Test
    void refusesGuessesAfterTwentyWrongKeys() {
        for (int i = 0; i < GUESSES; i++) {
            var wrong = api.get("/review-tasks", here(Api.key(i % 2 == 0 ? UNKNOWN_KEY : "typo")));
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(number(wrong, "X-RateLimit-Remaining"))
                    .as("counted for the address")
                    .isEqualTo(LIMIT - 1 - i);
        }
        for (var guess : new String[] {UNKNOWN_KEY, "typo"}) {
            var requestId = UUID.randomUUID().toString();
            StatementCounter.watch(requestId);
            var refused = api.get("/review-tasks", here(Api.key(guess)), "X-Request-Id", requestId);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.errorCode()).isEqualTo("RATE_LIMITED");
            assertThat(refused.header("Retry-After")).isEqualTo("3");
            assertThat(refused.headers().firstValue("X-RateLimit-Remaining")).isPresent();
            assertThat(StatementCounter.of(requestId))
                    .as("what cannot be a key is not looked up")
                    .hasSize(guess.equals(UNKNOWN_KEY) ? 1 : 0);
        }
        assertThat(api.get("/review-tasks", from("203.0.113.3", Api.key(UNKNOWN_KEY)))
                        .status())
                .isEqualTo(401);
        clock.stopAt(now.plusSeconds(3));
        assertThat(api.get("/review-tasks", here(Api.key(UNKNOWN_KEY))).status())
                .isEqualTo(401);
        assertThat(api.get("/review-tasks", here(Api.key(UNKNOWN_KEY))).status())
                .isEqualTo(429);
    }

    @Test
    void doesNotLockOutAKnownKeyForItsNeighboursGuesses() {
        var neighbour = newSourceKey();
        assertThat(api.get("/review-tasks", here(neighbour)).status()).isEqualTo(200);
        for (int i = 0; i < GUESSES; i++) {
            api.get("/review-tasks", here(Api.key(UNKNOWN_KEY)));
        }
        assertThat(api.get("/review-tasks", here(Api.key(UNKNOWN_KEY))).status())
                .isEqualTo(429);
        assertThat(api.get("/review-tasks", here(neighbour)).status()).isEqualTo(200);

        // The neighbour's key is looked up anew, while there is still no guess to spend.
        clock.stopAt(now.plusSeconds(11));
        for (int i = 0; i < GUESSES; i++) {
            api.get("/review-tasks", here(Api.key(UNKNOWN_KEY)));
        }
        assertThat(api.get("/review-tasks", here(neighbour)).status()).isEqualTo(200);
    }

    /** Behind a proxy that is not named, all clients have its address. */
    @Test
    void doesNotLockOutAKeyThatWasNotSeenBeforeForItsNeighboursGuesses() {
        for (int i = 0; i < GUESSES; i++) {
            api.get("/review-tasks", here(Api.key(UNKNOWN_KEY)));
        }
        assertThat(api.get("/review-tasks", here(Api.key(UNKNOWN_KEY))).status())
                .isEqualTo(429);
        assertThat(api.get("/review-tasks", here(newSourceKey())).status()).isEqualTo(200);
    }

    @Test
    void takesAKeyThatWasRevokedForAGuess() {
        var created = createKey();
        var key = here(Api.key(created.json().get("key").stringValue()));
        assertThat(api.get("/review-tasks", key).status()).isEqualTo(200);
        api.delete("/api-keys/" + Api.idOf(created), administrator());
        for (int i = 0; i < GUESSES + 1; i++) {
            assertThat(api.get("/review-tasks", key).status()).isEqualTo(401);
        }
        assertThat(api.get("/review-tasks", key).status()).isEqualTo(429);
    }

    @Test
    void spendsNoGuessOnARightKey() {
        for (int i = 0; i < GUESSES + 2; i++) {
            assertThat(api.get("/review-tasks", here(newSourceKey())).status()).isEqualTo(200);
        }
    }

    /** None of them was seen here before, and the database has all that it can do at once. */
    @Test
    void letsManyRightKeysInThatComeAtOnce(@Autowired PlatformTransactionManager transactions) throws Exception {
        var keys = Stream.generate(this::newSourceKey).limit(50).toList();
        try (var agents = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = new TransactionTemplate(transactions).execute(status -> {
                jdbc.execute("lock table api_keys in access exclusive mode");
                var calls = keys.stream()
                        .map(key -> agents.submit(
                                () -> api.get("/review-tasks", here(key)).status()))
                        .toList();
                await().pollInSameThread().until(() -> waitingForTheTable() >= 10);
                return calls;
            });
            for (var answer : Objects.requireNonNull(answers)) {
                assertThat(answer.get()).isEqualTo(200);
            }
        }
    }

    @Test
    void looksOnlyAFewMoreWrongKeysUpThatComeAtOnce() throws Exception {
        var ids = IntStream.range(0, 4 * GUESSES)
                .mapToObj(i -> "guess-" + address + "-" + i)
                .toList();
        ids.forEach(StatementCounter::watch);
        try (var guessers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = ids.stream()
                    .map(id -> guessers.submit(
                            () -> api.get("/review-tasks", here(Api.key(UNKNOWN_KEY)), "X-Request-Id", id)
                                    .status()))
                    .toList();
            var statuses = new ArrayList<Integer>();
            for (var call : calls) {
                statuses.add(call.get());
            }
            assertThat(statuses).containsOnly(401, 429);
            assertThat(Collections.frequency(statuses, 401)).isEqualTo(GUESSES);
        }
        assertThat(ids.stream().mapToInt(id -> StatementCounter.of(id).size()).sum())
                .as("5 at once and 5 a second for 3 seconds")
                .isBetween(GUESSES, GUESSES + 20);
    }

    /** On the connection that has locked it. */
    private int waitingForTheTable() {
        Integer count = jdbc.queryForObject(
                "select count(*) from pg_locks where relation = 'api_keys'::regclass and not granted", Integer.class);
        return count == null ? 0 : count;
    }

    private void useUp(String path, As as) {
        for (int i = 0; i < LIMIT; i++) {
            api.get(path, as);
        }
        assertThat(api.get(path, as).status()).isEqualTo(429);
    }

    /** A session of its own, so that no test runs out of it. */
    private As administrator() {
        return signIn(ADMIN_EMAIL);
    }

    private As signIn(String email) {
        var answer = api.post(
                "/auth/dev-login",
                from("2001:db8:1:" + Integer.toHexString(NEXT_ADDRESS.getAndIncrement()) + "::1", NOBODY),
                "{\"email\":\"%s\"}".formatted(email));
        return Api.session(answer.header("Set-Cookie").split(";", 2)[0]);
    }

    private Answer createKey() {
        var administrator = administrator();
        var source = Api.idOf(api.post("/sources", administrator, "{\"name\":\"Limited\"}"));
        return api.post(
                "/api-keys",
                administrator,
                "{\"source_id\":\"%s\",\"key_type\":\"source\",\"environment\":\"test\"}".formatted(source));
    }

    private As newSourceKey() {
        return Api.key(createKey().json().get("key").stringValue());
    }
}
