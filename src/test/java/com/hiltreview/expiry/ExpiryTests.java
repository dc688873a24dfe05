package com.hiltreview.expiry;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.EventStream;
import com.hiltreview.testing.ReviewingTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tasks end by themselves, within two seconds of their time. */
class ExpiryTests extends ReviewingTest {
    private static final String TASK = """
            {"blocks":[{"id":"body","type":"plaintext","content":"Hello"}]%s}""";

    private Answer file(String members) {
        return api.post("/review-tasks", source.key(), TASK.formatted(members));
    }

    private UUID fileDue(String members) {
        var filed = file(",\"expires_in_seconds\":1" + members);
        assertThat(filed.status()).isEqualTo(201);
        return Api.idOf(filed);
    }

    private JsonNode awaitDecided(UUID task) {
        var decided = api.get("/review-tasks/" + task + "?wait=5", source.key()).json();
        assertThat(decided.get("status").stringValue()).isNotEqualTo("PENDING");
        return decided;
    }

    private JsonNode events() {
        return api.get("/sources/" + source.id() + "/decision-events?include_delivered=true", source.key())
                .json()
                .get("items");
    }

    @Test
    void deniesWhatNobodyHasDecidedWithinTwoSeconds() {
        var task = awaitDecided(fileDue(""));
        var decision = task.get("decision");
        assertThat(task.get("status").stringValue()).isEqualTo("DENIED");
        assertThat(decision.get("reason").stringValue()).isEqualTo("expired");
        assertThat(decision.get("decided_by").stringValue()).isEqualTo("system:expiry");
        assertThat(decision.get("origin").stringValue()).isEqualTo("expiry");
        assertThat(decision.has("decided_by_id")).isFalse();
        var expiresAt = Instant.parse(task.get("expires_at").stringValue());
        assertThat(Instant.parse(decision.get("decided_at").stringValue()))
                .isBetween(expiresAt, expiresAt.plusSeconds(2));
        assertThat(events()).hasSize(1);
        assertThat(events().get(0).get("type").stringValue()).isEqualTo("review_task.denied");
    }

    @Test
    void keepsWhatReviewersHadEdited() {
        var task = fileDue("");
        assertThat(api.patch(
                                "/review-tasks/" + task + "/blocks",
                                reviewer,
                                "{\"blocks\":[{\"id\":\"body\",\"content\":\"New\"}]}")
                        .status())
                .isEqualTo(200);
        var denied = awaitDecided(task);
        assertThat(denied.at("/blocks_final/0/content").stringValue()).isEqualTo("New");
        assertThat(denied.at("/diff/text_diffs")).hasSize(1);
    }

    @Test
    void escalatesOnceAndGoesOnWaiting() {
        try (var stream = EventStream.open(api, source.key())) {
            var filed = file(",\"expires_in_seconds\":1,\"on_expiry\":\"ESCALATE\",\"priority\":\"LOW\"");
            var task = Api.idOf(filed);
            assertThat(stream.next().name()).isEqualTo("task.created");
            assertThat(stream.next().name()).isEqualTo("task.updated");
            var escalated = api.get("/review-tasks/" + task, reviewer);
            assertThat(escalated.json().get("status").stringValue()).isEqualTo("PENDING");
            assertThat(escalated.json().get("priority").stringValue()).isEqualTo("HIGH");
            assertThat(escalated.json().get("version").intValue()).isOne();
            assertThat(escalated.json().get("updated_at"))
                    .as("the time of blocks and status")
                    .isEqualTo(filed.json().get("updated_at"));
            assertThat(escalated.header("etag")).isNotEqualTo(filed.header("etag"));
            assertThat(api.get("/review-tasks/" + task, reviewer, "If-None-Match", String.valueOf(filed.header("etag")))
                            .status())
                    .isEqualTo(200);
            assertThat(jdbc.queryForObject(
                            "select count(*) from journal where task_id = ? and kind = 'escalated'",
                            Integer.class,
                            task))
                    .isOne();
            assertThat(api.post(
                                    "/review-tasks/" + task + "/decision",
                                    reviewer,
                                    "{\"decision\":\"APPROVE\"}",
                                    "If-Match",
                                    String.valueOf(filed.header("etag")))
                            .status())
                    .as("a decision need not know the escalation")
                    .isEqualTo(200);
        }
    }

    @Test
    void takesTheSourcesTimeUnlessATaskNamesOne() {
        source = api.newSource("""
                {"name":"Hasty","review":{"expires_in_seconds":3600}}""");
        var given = Instant.now().plus(5, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.MILLIS);
        assertThat(expiresIn(file(""))).isBetween(3590L, 3600L);
        assertThat(expiresIn(file(",\"expires_in_seconds\":60"))).isBetween(50L, 60L);
        assertThat(file(",\"expires_at\":\"" + given + "\"")
                        .json()
                        .get("expires_at")
                        .stringValue())
                .isEqualTo(given.toString());

        assertThat(api.patch("/sources/" + source.id(), ADMIN, "{\"review\":{\"expires_in_seconds\":null}}")
                        .json()
                        .get("review"))
                .isEmpty();
        assertThat(file(",\"on_expiry\":\"ESCALATE\"").json().has("on_expiry")).isFalse();
    }

    private static long expiresIn(Answer filed) {
        return Duration.between(
                        Instant.now(),
                        Instant.parse(filed.json().get("expires_at").stringValue()))
                .toSeconds();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"expires_at\":\"2020-01-01T00:00:00Z\"",
                "\"expires_at\":\"2126-01-01T00:00:00Z\"",
                "\"expires_in_seconds\":0",
                "\"expires_in_seconds\":31536001",
                "\"expires_in_seconds\":60,\"expires_at\":\"2027-01-01T00:00:00Z\"",
                "\"on_expiry\":\"APPROVE\""
            })
    void refusesOtherTimes(String members) {
        var refused = file("," + members);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/error/code").stringValue()).isEqualTo("VALIDATION_ERROR");
    }

    @ParameterizedTest
    @CsvSource({"0, 400", "1, 200", "31536000, 200", "31536001, 400"})
    void limitsTheSourcesTime(int seconds, int status) {
        assertThat(api.patch("/sources/" + source.id(), ADMIN, "{\"review\":{\"expires_in_seconds\":" + seconds + "}}")
                        .status())
                .isEqualTo(status);
    }

    @Test
    void repeatsTheAnswerToARequestWhoseTimeHasCome() {
        var body = TASK.formatted(",\"expires_at\":\"" + Instant.now().plusMillis(1500) + "\"");
        var first = api.post("/review-tasks", source.key(), body, "Idempotency-Key", "once");
        assertThat(first.status()).isEqualTo(201);
        awaitDecided(Api.idOf(first));
        var again = api.post("/review-tasks", source.key(), body, "Idempotency-Key", "once");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(api.post("/review-tasks", source.key(), body).status()).isEqualTo(400);
    }

    @Test
    void findsWhatExpiresSoon() {
        var soon = Api.idOf(file(",\"expires_in_seconds\":600"));
        file(",\"expires_in_seconds\":6000");
        file("");
        var found = api.get("/review-tasks?expires_before=" + Instant.now().plusSeconds(700), source.key())
                .json();
        assertThat(found.get("items")).hasSize(1);
        assertThat(found.at("/items/0/id").stringValue()).isEqualTo(soon.toString());
        assertThat(found.at("/items/0/expires_at").isString()).isTrue();
    }

    @Test
    void racesReviewersForOneEventEach() {
        var expiresAt = Instant.now().plusMillis(1500);
        int tasks = 24;
        var ids = new UUID[tasks];
        for (int i = 0; i < tasks; i++) {
            ids[i] = Api.idOf(file(",\"expires_at\":\"" + expiresAt + "\""));
        }
        atOnce(tasks, i -> {
            var moment = expiresAt.plusMillis(i * 25L);
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> !Instant.now().isBefore(moment));
            return api.post("/review-tasks/" + ids[i] + "/decision", reviewer, "{\"decision\":\"APPROVE\"}")
                    .status();
        });
        for (var id : ids) {
            awaitDecided(id);
        }
        assertThat(events()).hasSize(tasks);
        assertThat(events()).extracting(event -> event.get("task_id")).doesNotHaveDuplicates();
    }
}
