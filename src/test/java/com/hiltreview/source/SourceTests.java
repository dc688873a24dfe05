package com.hiltreview.source;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.AtOnce;
import com.hiltreview.testing.ServiceTest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class SourceTests extends ServiceTest {
    @Autowired
    @SuppressWarnings("NullAway.Init")
    private DataSource dataSource;

    private static final String HOOK = "https://hooks.example.com/hilt";

    @Test
    void beginsWithTheDefaults() {
        var created = api.post("/sources", ADMIN, "{\"name\":\"Mail agent\"}");
        assertThat(created.status()).isEqualTo(201);
        var source = created.json();
        assertThat(created.header("Location"))
                .isEqualTo("/sources/" + source.get("id").stringValue());
        assertThat(source.at("/delivery/mode").stringValue()).isEqualTo("WEBHOOK_AND_PULL");
        assertThat(source.at("/delivery/webhook")).isEqualTo(Api.JSON.readTree("""
                {"enabled":false,"timeout_ms":5000,"max_attempts":10,"retry_backoff_seconds":30}"""));
        assertThat(source.has("description")).isFalse();
        assertThat(source.get("created_at").stringValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(api.get("/sources/" + source.get("id").stringValue(), ADMIN).json())
                .isEqualTo(source);
    }

    @Test
    void answersUnderThePrefixWithLinksOfThatForm() {
        var created = api.post("/api/v1/sources", ADMIN, "{\"name\":\"Prefixed\"}");
        assertThat(created.header("Location")).isEqualTo("/api/v1/sources/" + Api.idOf(created));
    }

    @Test
    void showsASecretOnlyInTheAnswerThatSetsIt() {
        var created = api.post("/sources", ADMIN, withWebhook("\"url\":\"" + HOOK + "\""));
        assertThat(created.json().at("/delivery/webhook/secret").stringValue()).startsWith("whsec_");
        assertThat(created.json().at("/delivery/webhook/enabled").booleanValue())
                .isTrue();
        var path = "/sources/" + Api.idOf(created);
        assertThat(api.get(path, ADMIN).json().at("/delivery/webhook").has("secret"))
                .isFalse();
        assertThat(api.get("/sources", ADMIN).text()).doesNotContain("whsec_");
        assertThat(api.patch(path, ADMIN, "{\"description\":\"Mail\"}")
                        .json()
                        .at("/delivery/webhook")
                        .has("secret"))
                .isFalse();
    }

    @Test
    void keepsSecretsEncrypted() {
        var secret = "a secret that is long enough";
        var created =
                api.post("/sources", ADMIN, withWebhook("\"url\":\"" + HOOK + "\",\"secret\":\"" + secret + "\""));
        assertThat(created.json().at("/delivery/webhook/secret").stringValue()).isEqualTo(secret);
        var stored =
                jdbc.queryForObject("select webhook_secret from sources where id = ?", byte[].class, Api.idOf(created));
        assertThat(stored).isNotNull();
        assertThat(new String(stored == null ? new byte[0] : stored, StandardCharsets.ISO_8859_1))
                .doesNotContain("secret");
        // Nonce, ciphertext and tag.
        assertThat(stored).hasSize(12 + secret.length() + 16);
    }

    @Test
    void listsSourcesInTheOrderOfTheirNames() {
        var mark = UUID.randomUUID().toString();
        api.newSource("{\"name\":\"b " + mark + "\"}");
        api.newSource("{\"name\":\"a " + mark + "\"}");
        api.newSource("{\"name\":\"C " + mark + "\"}");
        api.newSource("{\"name\":\"a " + mark + "\"}");
        assertThat(api.get("/sources", ADMIN)
                        .json()
                        .valueStream()
                        .map(source -> source.get("name").stringValue())
                        .filter(name -> name.endsWith(mark)))
                .containsExactly("C " + mark, "a " + mark, "a " + mark, "b " + mark);
    }

    @Test
    void takesAWholeNumberInAnySpelling() {
        var created = api.post("/sources", ADMIN, withWebhook("\"timeout_ms\":5e3,\"max_attempts\":3.0"));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().at("/delivery/webhook/timeout_ms").toString()).isEqualTo("5000");
        assertThat(created.json().at("/delivery/webhook/max_attempts").toString())
                .isEqualTo("3");
    }

    @Test
    void takesChangesOfOneSourceThatComeAtTheSameMoment() {
        var path = "/sources/"
                + api.newSource(withWebhook("\"url\":\"" + HOOK + "\"")).id();
        assertThat(AtOnce.atOnce(
                        16,
                        number -> number % 2 == 0
                                ? api.patch(path, ADMIN, "{\"description\":\"%d\"}".formatted(number))
                                : api.post(path + "/webhook-secret/rotate", ADMIN, "")))
                .extracting(Api.Answer::status)
                .containsOnly(200);
        assertThat(AtOnce.atOnce(8, number -> api.delete(path, ADMIN)))
                .extracting(Api.Answer::status)
                .containsOnlyOnce(204)
                .containsOnly(204, 404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                        | name
            {"name":null}                                             | name
            {"name":""}                                               | name
            {"name":"  "}                                             | name
            {"name":7}                                                | name
            {"name":"x","description":[]}                             | description
            {"name":"x","delivery":"PULL_ONLY"}                       | delivery
            {"name":"x","delivery":{"mode":"PUSH"}}                   | delivery.mode
            {"name":"x","delivery":{"webhook":{"enabled":true}}}      | delivery.webhook.url
            {"name":"x","delivery":{"webhook":{"enabled":"true"}}}    | delivery.webhook.enabled
            {"name":"x","delivery":{"webhook":{"url":"http://a.com"}}}| delivery.webhook.url
            {"name":"x","delivery":{"webhook":{"url":5}}}             | delivery.webhook.url
            {"name":"x","delivery":{"webhook":{"timeout_ms":99}}}     | delivery.webhook.timeout_ms
            {"name":"x","delivery":{"webhook":{"timeout_ms":30001}}}  | delivery.webhook.timeout_ms
            {"name":"x","delivery":{"webhook":{"timeout_ms":"500"}}}  | delivery.webhook.timeout_ms
            {"name":"x","delivery":{"webhook":{"timeout_ms":500.5}}}  | delivery.webhook.timeout_ms
            {"name":"x","delivery":{"webhook":{"max_attempts":0}}}    | delivery.webhook.max_attempts
            {"name":"x","delivery":{"webhook":{"max_attempts":26}}}   | delivery.webhook.max_attempts
            {"name":"x","delivery":{"webhook":{"max_attempts":9e99}}} | delivery.webhook.max_attempts
            {"name":"x","delivery":{"webhook":{"retry_backoff_seconds":0}}}    | delivery.webhook.retry_backoff_seconds
            {"name":"x","delivery":{"webhook":{"retry_backoff_seconds":3601}}} | delivery.webhook.retry_backoff_seconds
            {"name":"x","delivery":{"webhook":{"secret":"short"}}}    | delivery.webhook.secret
            {"name":"x","delivery":{"webhook":{"secret":"whsec_not base64 at all, no"}}} | delivery.webhook.secret
            """)
    void namesTheFieldAtFault(String body, String field) {
        var refused = api.post("/sources", ADMIN, body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.faultyFields()).contains(field);
    }

    @Test
    void measuresNamesInCodePoints() {
        assertThat(api.post("/sources", ADMIN, "{\"name\":\"" + "😀".repeat(200) + "\"}")
                        .status())
                .isEqualTo(201);
        assertThat(api.post("/sources", ADMIN, "{\"name\":\"" + "😀".repeat(201) + "\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void takesABase64SecretOfTheRightSize() {
        assertThat(statusWithSecretOf(23)).isEqualTo(400);
        assertThat(statusWithSecretOf(24)).isEqualTo(201);
        assertThat(statusWithSecretOf(64)).isEqualTo(201);
        assertThat(statusWithSecretOf(65)).isEqualTo(400);
    }

    private int statusWithSecretOf(int bytes) {
        var secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
        return api.post("/sources", ADMIN, withWebhook("\"url\":\"" + HOOK + "\",\"secret\":\"" + secret + "\""))
                .status();
    }

    @Test
    void mergesAPatch() {
        var created = api.post("/sources", ADMIN, """
                {"name":"Before","description":"Something","unknown":1,
                 "delivery":{"mode":"PULL_ONLY","webhook":{"url":"%s","timeout_ms":700}}}""".formatted(HOOK));
        var patched = api.patch("/sources/" + Api.idOf(created), ADMIN, """
                {"name":"After","description":null,"delivery":{"webhook":{"max_attempts":3,"timeout_ms":null}}}""").json();
        assertThat(patched.get("name").stringValue()).isEqualTo("After");
        assertThat(patched.has("description")).isFalse();
        assertThat(patched.at("/delivery/mode").stringValue()).isEqualTo("PULL_ONLY");
        assertThat(patched.at("/delivery/webhook")).isEqualTo(Api.JSON.readTree("""
                {"enabled":true,"url":"%s","timeout_ms":5000,"max_attempts":3,"retry_backoff_seconds":30}""".formatted(HOOK)));
    }

    @Test
    void takesAMergePatchUnderItsOwnMediaType() {
        var id = api.newSource().id();
        var body = "{\"name\":\"Renamed\"}";
        var request = api.request("/sources/" + id, ADMIN).header("Content-Type", "application/merge-patch+json");
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var patched =
                api.send(request.method("PATCH", java.net.http.HttpRequest.BodyPublishers.ofByteArray(bytes)), bytes);
        assertThat(patched.json().get("name").stringValue()).isEqualTo("Renamed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name":null}                            | name
            {"delivery":{"webhook":{"url":null}}}    | delivery.webhook.url
            {"delivery":{"webhook":{"url":"x"}}}     | delivery.webhook.url
            {"delivery":{"mode":"SOMETIMES"}}        | delivery.mode
            {"delivery":{"webhook":5}}               | delivery.webhook
            """)
    void refusesAPatchThatLeavesTheSourceInvalid(String patch, String field) {
        var created = api.post("/sources", ADMIN, withWebhook("\"url\":\"" + HOOK + "\""));
        var path = "/sources/" + Api.idOf(created);
        var before = api.get(path, ADMIN).text();
        var refused = api.patch(path, ADMIN, patch);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.faultyFields()).containsExactly(field);
        assertThat(api.get(path, ADMIN).text()).isEqualTo(before);
    }

    @Test
    void forgetsAWebhookThatIsTakenAway() {
        var created = api.post("/sources", ADMIN, withWebhook("\"url\":\"" + HOOK + "\""));
        var path = "/sources/" + Api.idOf(created);
        var patched = api.patch(path, ADMIN, "{\"delivery\":{\"webhook\":null}}");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.json().at("/delivery/webhook").has("url")).isFalse();
        var again = api.patch(path, ADMIN, "{\"delivery\":{\"webhook\":{\"url\":\"" + HOOK + "\"}}}");
        assertThat(again.json().at("/delivery/webhook/enabled").booleanValue()).isTrue();
        assertThat(again.json().at("/delivery/webhook/secret").stringValue())
                .startsWith("whsec_")
                .isNotEqualTo(created.json().at("/delivery/webhook/secret").stringValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\\"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\\\"",
                "'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz'",
                "WHSEC_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
                "whsec-MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
                "whpk_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
                "whsk_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
                " whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
                "abcdefghijklmnopqrstuvwxyz0123\\n",
                ""
            })
    void refusesASecretThatLooksLikeAMistake(String secret) {
        var refused =
                api.post("/sources", ADMIN, withWebhook("\"url\":\"" + HOOK + "\",\"secret\":\"" + secret + "\""));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/error/details/fields/0/field").stringValue())
                .isEqualTo("delivery.webhook.secret");
    }

    @Test
    void refusesToRemoveASecretAlone() {
        var path = "/sources/" + Api.idOf(api.post("/sources", ADMIN, withWebhook("\"url\":\"" + HOOK + "\"")));
        var refused = api.patch(path, ADMIN, "{\"delivery\":{\"webhook\":{\"secret\":null}}}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/error/details/fields/0/field").stringValue())
                .isEqualTo("delivery.webhook.secret");
        assertThat(api.patch(path, ADMIN, "{\"delivery\":{\"webhook\":null}}").status())
                .isEqualTo(200);
    }

    @Test
    void makesASecretByRotationWhereThereIsNone() {
        var rotated = api.post("/sources/" + api.newSource().id() + "/webhook-secret/rotate", ADMIN, "");
        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.json().get("secret").stringValue()).startsWith("whsec_");
        assertThat(rotated.json().has("previous_secret_expires_at")).isFalse();
    }

    @Test
    void deletesASourceWithItsKeys() {
        var source = api.newSource();
        assertThat(api.get("/review-tasks", source.key()).status()).isEqualTo(200);
        assertThat(api.delete("/sources/" + source.id(), ADMIN).status()).isEqualTo(204);
        assertThat(api.get("/review-tasks", source.key()).status()).isEqualTo(401);
        var gone = api.get("/sources/" + source.id(), ADMIN);
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.json().at("/error/details")).isEqualTo(details("source", source.id()));
        assertThat(api.delete("/sources/" + source.id(), ADMIN).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /review-tasks|         |"blocks":[{"id":"a","type":"markdown","content":"x"}]
            /review-tasks|only-once|"blocks":[{"id":"a","type":"markdown","content":"x"}]
            /api-keys    |         |"key_type":"source","environment":"test"
            """)
    void addsNothingToASourceThatIsDeletedMeanwhile(String path, @Nullable String idempotencyKey, String members)
            throws SQLException {
        var source = api.newSource().id();
        var body = "{\"source_id\":\"" + source + "\"," + members + "}";
        try (var connection = dataSource.getConnection();
                var delete = connection.prepareStatement("delete from sources where id = ?")) {
            connection.setAutoCommit(false);
            delete.setObject(1, source);
            delete.executeUpdate();
            var answer = CompletableFuture.supplyAsync(() -> idempotencyKey == null
                    ? api.post(path, ADMIN, body)
                    : api.post(path, ADMIN, body, "Idempotency-Key", idempotencyKey));
            await().until(() -> Boolean.TRUE.equals(jdbc.queryForObject(
                    "select exists (select from pg_stat_activity where wait_event_type = 'Lock')", Boolean.class)));
            connection.commit();

            assertThat(answer.join().status()).isEqualTo(404);
            assertThat(answer.join().json().at("/error/details")).isEqualTo(details("source", source));
        }
    }

    @Test
    void keepsASourceThatHasTasks() {
        var source = api.newSource();
        api.newTask(source);
        var refused = api.delete("/sources/" + source.id(), ADMIN);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.errorCode()).isEqualTo("CONFLICT");
        assertThat(api.get("/review-tasks", source.key()).status()).isEqualTo(200);
    }

    @Test
    void showsReviewersASourceWithoutItsWebhook() {
        var created = api.post("/sources", ADMIN, withWebhook("\"url\":\"" + HOOK + "\""));
        var reviewer = api.signInAsReviewer();
        var shown = api.get("/sources/" + Api.idOf(created), reviewer).json();
        assertThat(shown.get("delivery"))
                .isEqualTo(Api.JSON.readTree("{\"mode\":\"WEBHOOK_AND_PULL\",\"events\":[\"decision\"]}"));
        assertThat(api.get("/sources", reviewer).text()).doesNotContain("webhook\"");
        assertThat(api.get("/sources/" + Api.idOf(created), api.signInAsAdministrator())
                        .json()
                        .at("/delivery/webhook/url")
                        .stringValue())
                .isEqualTo(HOOK);
    }

    private static String withWebhook(String settings) {
        return "{\"name\":\"Pushed\",\"delivery\":{\"webhook\":{" + settings + "}}}";
    }

    private static JsonNode details(String type, UUID id) {
        return Api.JSON.readTree("{\"resource_type\":\"%s\",\"resource_id\":\"%s\"}".formatted(type, id));
    }
}
