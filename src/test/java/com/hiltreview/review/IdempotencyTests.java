package com.hiltreview.review;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ServiceTest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdempotencyTests extends ServiceTest {
    private static final String BODY = """
            {"title":"Once","blocks":[{"id":"j","type":"json","content":{"a":1,"b":[2.50,1e2]}}]}""";

    @SuppressWarnings("NullAway.Init")
    private SourceFixture source;

    @BeforeEach
    void makeSource() {
        source = api.newSource();
    }

    private Answer create(String body, String key) {
        return create(source.key(), body, key);
    }

    private Answer create(As as, String body, String key) {
        return api.post("/review-tasks", as, body, "Idempotency-Key", key);
    }

    private int tasks() {
        Integer count = jdbc.queryForObject(
                "select count(*) from review_tasks where source_id = ?", Integer.class, source.id());
        return count == null ? 0 : count;
    }

    private static void assertReplays(Answer replayed, Answer first) {
        assertThat(replayed.status()).isEqualTo(201);
        assertThat(replayed.body()).isEqualTo(first.body());
        assertThat(replayed.etag()).isEqualTo(first.etag());
        assertThat(replayed.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    }

    @Test
    void theSameRequestGetsTheFirstAnswerAgain() {
        var first = create(BODY, "k");
        var again = create(BODY, "k");

        assertReplays(again, first);
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(tasks()).isEqualTo(1);
    }

    @Test
    void bodiesAreComparedByValue() {
        var first = create(BODY, "k");
        var respelled = create("""
                { "blocks" : [ {"content":{"b":[2.5, 100.0],"a":1.0},"type":"json", "id":"\\u006a"} ],
                  "title" : "Once" }
                """, "k");

        assertReplays(respelled, first);
        assertThat(tasks()).isEqualTo(1);
    }

    @Test
    void theFirstAnswerIsReplayedEvenIfTheTaskHasChanged() {
        var first = create(BODY, "k");
        api.post(
                "/review-tasks/" + Api.idOf(first) + "/decision", api.signInAsReviewer(), "{\"decision\":\"APPROVE\"}");

        assertReplays(create(BODY, "k"), first);
    }

    @Test
    void theLocationHasTheFormOfTheCurrentRequest() {
        var first = create(BODY, "k");
        var prefixed = api.post("/api/v1/review-tasks", source.key(), BODY, "Idempotency-Key", "k");

        assertReplays(prefixed, first);
        assertThat(first.header("Location")).isEqualTo("/review-tasks/" + Api.idOf(first));
        assertThat(prefixed.header("Location")).isEqualTo("/api/v1/review-tasks/" + Api.idOf(first));
    }

    @Test
    void anotherBodyIsAMismatch() {
        create(BODY, "k");
        for (var other : new String[] {
            BODY.replace("Once", "Twice"),
            BODY.replace("\"a\":1", "\"a\":2"),
            BODY.replace("\"a\":1", "\"a\":\"1\""),
            BODY.replace("[2.50,1e2]", "[1e2,2.50]"),
            BODY.replace("\"title\"", "\"unknown\":null,\"title\"")
        }) {
            var answer = create(other, "k");
            assertThat(answer.status()).as(other).isEqualTo(409);
            assertThat(answer.errorCode()).isEqualTo("IDEMPOTENCY_MISMATCH");
        }
        assertThat(tasks()).isEqualTo(1);
    }

    @Test
    void aRefusedRequestLeavesTheKeyFree() {
        assertThat(create("{\"blocks\":[]}", "k").status()).isEqualTo(400);
        assertThat(create(ADMIN, "{\"source_id\":\"%s\",%s".formatted(UUID.randomUUID(), BODY.substring(1)), "k")
                        .status())
                .isEqualTo(404);
        var first = create(BODY, "k");
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    }

    @Test
    void withoutAKeyEveryRequestMakesATask() {
        api.post("/review-tasks", source.key(), BODY);
        api.post("/review-tasks", source.key(), BODY);
        create(BODY, "one");
        create(BODY, "two");

        assertThat(tasks()).isEqualTo(4);
    }

    @Test
    void twentyEqualConcurrentRequestsMakeOneTask() {
        var answers = atOnce(20, i -> create(BODY, "k"));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.body()).isEqualTo(answers.getFirst().body());
        });
        assertThat(answers.stream()
                        .filter(answer -> answer.headers()
                                .firstValue("Idempotent-Replayed")
                                .isEmpty()))
                .hasSize(1);
        assertThat(tasks()).isEqualTo(1);
    }

    @Test
    void onlyOneOfSeveralDifferentConcurrentRequestsSucceeds() {
        var answers = atOnce(20, i -> create(BODY.replace("Once", "Number " + i % 2), "k"));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(201, 409));
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(10);
        assertThat(tasks()).isEqualTo(1);
    }

    @Test
    void aKeyBelongsToTheSourceAndNotToTheCredential() {
        var body = "{\"source_id\":\"" + source.id() + "\"," + BODY.substring(1);
        var first = create(body, "k");

        assertReplays(create(ADMIN, body, "k"), first);
        var secondKey = api.post(
                        "/api-keys",
                        ADMIN,
                        "{\"source_id\":\"%s\",\"key_type\":\"source\",\"environment\":\"live\"}"
                                .formatted(source.id()))
                .json()
                .get("key")
                .stringValue();
        assertReplays(create(Api.key(secondKey), body, "k"), first);
    }

    @Test
    void anotherSourceMayUseTheSameKey() {
        var first = create(BODY, "k");
        var other = create(api.newSource().key(), BODY, "k");

        assertThat(other.status()).isEqualTo(201);
        assertThat(Api.idOf(other)).isNotEqualTo(Api.idOf(first));
    }

    @Test
    void theKeyIsFreeAfterADay() {
        var filed = Instant.now().minus(Duration.ofDays(2));
        clock.stopAt(filed);
        var first = create(BODY, "k");
        clock.stopAt(filed.plus(Duration.ofHours(24)).minusMillis(1));
        assertReplays(create(BODY, "k"), first);
        clock.stopAt(filed.plus(Duration.ofHours(24)));
        var second = create(BODY.replace("Once", "Anew"), "k");

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(Api.idOf(second)).isNotEqualTo(Api.idOf(first));
        assertReplays(create(BODY.replace("Once", "Anew"), "k"), second);
    }

    @Test
    void keysArePrintableAscii() {
        assertThat(create(BODY, "k".repeat(255)).status()).isEqualTo(201);
        assertThat(create(BODY, "! ~").status()).isEqualTo(201);
        assertThat(create(BODY, "k".repeat(256)).faultyFields()).containsExactly("Idempotency-Key");
        assertThat(create(BODY, "").faultyFields()).containsExactly("Idempotency-Key");
        assertThat(create(BODY, "k\tk").faultyFields()).containsExactly("Idempotency-Key");
    }
}
