package com.hiltreview.apikey;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static com.hiltreview.testing.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.live.Signals;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.StatementCounter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

class ApiKeyTests extends ServiceTest {
    private static final Guess NO_GUESS = new Guess() {
        @Override
        public <T> Optional<T> risk(Supplier<Optional<T>> lookUp) {
            return lookUp.get();
        }

        @Override
        public void spend() {}
    };

    @Test
    void showsTheWholeKeyOnceAndStoresItsHash() throws NoSuchAlgorithmException {
        var created = api.post("/api-keys", ADMIN, """
                {"key_type":"admin","environment":"live","name":"ops"}""");
        assertThat(created.status()).isEqualTo(201);
        var key = created.json().get("key").stringValue();
        assertThat(key).matches("hilt_ak_live_[0-9A-Za-z]{38}");
        assertThat(created.json().get("key_prefix").stringValue()).isEqualTo(key.substring(0, 21));
        var listed = api.get("/api-keys", ADMIN);
        assertThat(listed.text()).doesNotContain(key).contains(key.substring(0, 21));
        var row = jdbc.queryForMap("select * from api_keys where id = ?", Api.idOf(created));
        assertThat(row.get("key_hash"))
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        assertThat(row.toString()).doesNotContain(key);
    }

    @Test
    void letsItsHolderInByEitherHeader() {
        var key = sourceKey(api.newSource().id());
        assertThat(api.get("/review-tasks", Api.key(key)).status()).isEqualTo(200);
        assertThat(api.get("/review-tasks", NOBODY, "Authorization", "Bearer " + key)
                        .status())
                .isEqualTo(200);
        assertThat(api.get("/review-tasks", NOBODY, "Authorization", "bearer " + key)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "hilt_ak_test_0123456789ABCDEFGHIJKLMNOPQRSTUV08tQ1c",
                "hilt_sk_test_0000000000000000000000000000000000000000"
            })
    void isRefusedWhereItIsNotKnown(String key) {
        var refused = api.get("/review-tasks", Api.key(key));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.errorCode()).isEqualTo("UNAUTHORIZED");
        assertThat(refused.header("WWW-Authenticate")).isNotBlank();
    }

    @Test
    void isRefusedWithTheRightPrefixAndAnotherRest() {
        var key = sourceKey(api.newSource().id());
        var head = key.substring(0, key.length() - 10) + "zzzz";
        var forged = head + checksum(head);
        assertThat(ApiKeySecret.parse(forged)).isPresent();
        assertThat(api.get("/review-tasks", Api.key(forged)).status()).isEqualTo(401);
    }

    @Test
    void isRefusedAlthoughASessionComesWithIt() {
        var reviewer = api.signInAsReviewer();
        Api.As both = request -> {
            reviewer.accept(request);
            request.header("X-API-Key", "x");
        };
        assertThat(api.get("/review-tasks", both).status()).isEqualTo(401);
    }

    @Test
    void isRefusedUnderAnotherScheme() {
        assertThat(api.get("/review-tasks", NOBODY, "Authorization", "Basic " + ADMIN_KEY)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void isKeptButRefusedOnceRevoked() {
        var source = api.newSource();
        var created = api.post("/api-keys", ADMIN, body(source.id()));
        var id = Api.idOf(created);
        var key = Api.key(created.json().get("key").stringValue());
        assertThat(api.get("/review-tasks", key).status()).isEqualTo(200);
        assertThat(api.delete("/api-keys/" + id, ADMIN).status()).isEqualTo(204);
        assertThat(api.get("/review-tasks", key).status()).isEqualTo(401);
        var revokedAt = revokedAt(source.id(), id);
        assertThat(api.delete("/api-keys/" + id, ADMIN).status()).isEqualTo(204);
        assertThat(revokedAt(source.id(), id)).isEqualTo(revokedAt).isNotEmpty();
    }

    @Test
    void isRememberedForTenSecondsAtMost(@Autowired Signals signals) {
        var source = api.newSource();
        var created = api.post("/api-keys", ADMIN, body(source.id()));
        var secret = ApiKeySecret.parse(created.json().get("key").stringValue()).orElseThrow();
        var now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        var known = new KnownApiKeys(
                jdbc,
                signals,
                new InstantSource() {
                    @Override
                    public Instant instant() {
                        return now.get();
                    }
                }.withZone(ZoneOffset.UTC));

        assertThat(known.find(secret, NO_GUESS)).isPresent();
        // As another instance does it.
        jdbc.update("update api_keys set revoked_at = now() where id = ?", Api.idOf(created));
        now.set(now.get().plusSeconds(9));
        assertThat(known.find(secret, NO_GUESS)).isPresent();
        now.set(now.get().plusSeconds(2));
        assertThat(known.find(secret, NO_GUESS)).isEmpty();
    }

    @Test
    void isNotRememberedIfItWasRevokedWhileItWasLookedUp(@Autowired Signals signals) {
        var created = api.post("/api-keys", ADMIN, body(api.newSource().id()));
        var secret = ApiKeySecret.parse(created.json().get("key").stringValue()).orElseThrow();
        var known = new KnownApiKeys(jdbc, signals, clock);
        var revokedMeanwhile = new Guess() {
            @Override
            public <T> Optional<T> risk(Supplier<Optional<T>> lookUp) {
                var found = lookUp.get();
                assertThat(api.delete("/api-keys/" + Api.idOf(created), ADMIN).status())
                        .isEqualTo(204);
                return found;
            }

            @Override
            public void spend() {}
        };
        known.find(secret, revokedMeanwhile);
        assertThat(known.find(secret, NO_GUESS)).isEmpty();
    }

    @Test
    void isForgottenAtOnceWhenItIsRevokedOrItsSourceDeleted(@Autowired Signals signals) {
        // As on another instance, which hears of it by the signal only.
        var elsewhere = new KnownApiKeys(jdbc, signals, clock);
        for (boolean bySource : new boolean[] {false, true}) {
            var source = api.newSource("{\"name\":\"Short-lived\"}");
            var created = api.post("/api-keys", ADMIN, body(source.id()));
            var secret =
                    ApiKeySecret.parse(created.json().get("key").stringValue()).orElseThrow();
            assertThat(elsewhere.find(secret, NO_GUESS)).isPresent();
            var gone = bySource ? "/sources/" + source.id() : "/api-keys/" + Api.idOf(created);
            assertThat(api.delete(gone, ADMIN).status()).isEqualTo(204);
            assertThat(elsewhere.find(secret, NO_GUESS)).as(gone).isEmpty();
        }
    }

    @Test
    void isNotWhatAnotherSchemeCarries() {
        var reviewer = api.signInAsReviewer();
        assertThat(api.get("/auth/me", reviewer, "Authorization", "Basic aGlsdDpoaWx0")
                        .status())
                .as("the session goes on")
                .isEqualTo(200);
    }

    private String revokedAt(UUID source, UUID key) {
        return api.get("/api-keys?source_id=" + source, ADMIN)
                .json()
                .get("items")
                .valueStream()
                .filter(item -> item.get("id").stringValue().equals(key.toString()))
                .findFirst()
                .orElseThrow()
                .path("revoked_at")
                .asString("");
    }

    @Test
    void isListedBySource() {
        var source = api.newSource();
        api.newSource();
        var items = api.get("/api-keys?source_id=" + source.id(), ADMIN).json().get("items");
        assertThat(items).hasSize(1);
        assertThat(items.get(0).get("source_id").stringValue())
                .isEqualTo(source.id().toString());
        assertThat(items.get(0).has("key")).isFalse();
        assertThat(api.get("/api-keys?source_id=x", ADMIN).status()).isEqualTo(400);
        var missing = api.get("/api-keys?source_id=01990000-0000-7000-8000-000000000000", ADMIN);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.json().at("/error/details/resource_type").stringValue())
                .isEqualTo("source");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                | key_type
            {"key_type":"admin"}                              | environment
            {"key_type":"root","environment":"live"}          | key_type
            {"key_type":"ADMIN","environment":"live"}         | key_type
            {"key_type":"admin","environment":"staging"}      | environment
            {"key_type":"source","environment":"live"}        | source_id
            {"key_type":"source","environment":"live","source_id":"x"} | source_id
            {"key_type":"admin","environment":"live","source_id":"01990000-0000-7000-8000-000000000000"} | source_id
            {"key_type":"admin","environment":"live","name":""} | name
            {"key_type":"admin","environment":"live","name":5}  | name
            """)
    void namesTheFieldAtFault(String body, String field) {
        var refused = api.post("/api-keys", ADMIN, body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.faultyFields()).contains(field);
    }

    @Test
    void isNotMadeForASourceThatIsNotThere() {
        var refused = api.post("/api-keys", ADMIN, body(UUID.randomUUID()));
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.json().at("/error/details/resource_type").stringValue())
                .isEqualTo("source");
    }

    @Test
    void isNotFoundWhereItNeverWas() {
        var id = UUID.randomUUID();
        var missing = api.delete("/api-keys/" + id, ADMIN);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.json().at("/error/details/resource_id").stringValue())
                .isEqualTo(id.toString());
    }

    @Test
    void isLookedUpOnceAndNeverWrittenOnTheWayOfARequest() {
        var source = api.newSource();
        assertThat(statementsOf(source.key()))
                .filteredOn(sql -> sql.contains("api_keys"))
                .singleElement()
                .satisfies(sql -> assertThat(sql).startsWithIgnoringCase("select"));
        assertThat(statementsOf(source.key())).isNotEmpty().noneMatch(sql -> sql.contains("api_keys"));
    }

    private List<String> statementsOf(Api.As key) {
        var requestId = UUID.randomUUID().toString();
        StatementCounter.watch(requestId);
        assertThat(api.get("/review-tasks", key, "X-Request-Id", requestId).status())
                .isEqualTo(200);
        return StatementCounter.of(requestId);
    }

    @Test
    void remembersTheMinuteOfItsLastUse(@Autowired ApiKeyService keys) {
        var source = api.newSource();
        api.get("/review-tasks", source.key());
        keys.recordUse();
        var used = api.get("/api-keys?source_id=" + source.id(), ADMIN)
                .json()
                .at("/items/0/last_used_at")
                .stringValue();
        var time = Instant.parse(used);
        assertThat(time).isEqualTo(time.truncatedTo(ChronoUnit.MINUTES));
        assertThat(time).isBetween(Instant.now().minusSeconds(180), Instant.now());
    }

    @Test
    void registersAConfiguredKeyOnce(@Autowired ApiKeyService keys) {
        var secret = new ApiKeySecret(ADMIN_KEY);
        keys.registerAdminKey(secret, "again");
        Integer count = jdbc.queryForObject(
                "select count(*) from api_keys where key_prefix = ?", Integer.class, secret.prefix());
        assertThat(count).isEqualTo(1);
    }

    @Test
    void registersAConfiguredKeyOnceForAllInstancesThatStartTogether(@Autowired ApiKeyService keys) {
        var secret = ApiKeySecret.generate(ApiKeyType.ADMIN, ApiKeyEnvironment.LIVE, new SecureRandom());
        atOnce(4, instance -> {
            keys.registerAdminKey(secret, "ADMIN_API_KEY");
            return instance;
        });
        assertThat(api.get("/api-keys", Api.key(secret.text())).status()).isEqualTo(200);
        var ids = jdbc.queryForList("select id from api_keys where key_prefix = ?", UUID.class, secret.prefix());
        assertThat(ids).hasSize(1);
        assertThat(jdbc.queryForList("select action from audit_log where target_id = ?", String.class, ids.getFirst()))
                .containsExactly("api_key.create");
    }

    private String sourceKey(UUID source) {
        return api.post("/api-keys", ADMIN, body(source)).json().get("key").stringValue();
    }

    private static String body(UUID source) {
        return "{\"source_id\":\"%s\",\"key_type\":\"source\",\"environment\":\"test\"}".formatted(source);
    }

    private static String checksum(String text) {
        var crc = new java.util.zip.CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        var digits = new char[6];
        long rest = crc.getValue();
        for (int i = 5; i >= 0; i--) {
            digits[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".charAt((int) (rest % 62));
            rest /= 62;
        }
        return new String(digits);
    }
}
