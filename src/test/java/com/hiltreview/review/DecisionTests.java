package com.hiltreview.review;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static com.hiltreview.testing.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import com.flipkart.zjsonpatch.Jackson3JsonPatch;
import com.hiltreview.diff.JsonValues;
import com.hiltreview.diff.UnifiedDiffs;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ServiceTest;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DecisionTests extends ServiceTest {
    /** What says, in task and event, what was decided. */
    private static final List<String> OUTCOME = List.of("summary", "original_digest", "final_digest");

    @SuppressWarnings("NullAway.Init")
    private SourceFixture source;

    @SuppressWarnings("NullAway.Init")
    private As reviewer;

    @SuppressWarnings("NullAway.Init")
    private Answer task;

    @BeforeEach
    void fileTask() {
        source = api.newSource();
        reviewer = api.signIn("decider@acme.test");
        task = api.post("/review-tasks", source.key(), """
                {"title":"Decide me","metadata":{"run":7},
                 "interaction_schema":{"type":"choice","options":[
                    {"id":"short","label":"Short","patches":[{"block_id":"text","op":"replace","value":"Short"}]}]},
                 "blocks":[{"id":"text","type":"markdown","content":"One\\r\\ntwo\\nthree"},
                           {"id":"data","type":"json","content":{"a":1.10,"list":[1,2,3],"~/":"x"}},
                           {"id":"quoted","type":"json","content":"{\\"k\\": [1, 2]}"},
                           {"id":"same","type":"plaintext","content":""}]}
                """);
        assertThat(task.status()).isEqualTo(201);
    }

    private String path() {
        return "/review-tasks/" + Api.idOf(task);
    }

    private Answer decide(String body, String... headers) {
        return api.post(path() + "/decision", reviewer, body, headers);
    }

    private Answer edit(String body) {
        var answer = api.patch(path() + "/blocks", reviewer, body);
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private Answer read() {
        return api.get(path(), reviewer);
    }

    private int count(String table) {
        Integer count = jdbc.queryForObject(
                "select count(*) from " + table + " where task_id = ?", Integer.class, Api.idOf(task));
        return count == null ? 0 : count;
    }

    private JsonNode onlyEvent() {
        var feed = api.get("/sources/" + source.id() + "/decision-events", source.key());
        assertThat(feed.json().get("items").size()).isEqualTo(1);
        return feed.json().at("/items/0");
    }

    @Test
    void taskAndEventSayTheSameOfTheDecision() {
        edit("{\"blocks\":[{\"id\":\"data\",\"content\":{\"a\":2,\"list\":[1,2,3],\"~/\":\"x\"}}]}");
        var decided = decide("{\"decision\":\"APPROVE\",\"reason\":\"Two\\nfits\",\"option_id\":\"short\"}")
                .json();

        assertThat(decided.get("summary").stringValue()).isEqualTo("""
                        Approved with changes. Decided by decider@acme.test.
                        Execute the final blocks, not the original ones.
                        Reason: "Two\\nfits"
                        Chosen option: "short"
                        Block "data" (json):
                        - /a: replaced 1.10 by 2
                        Unchanged: "text", "quoted", "same".""");
        assertThat(decided.get("original_digest").stringValue())
                .matches("sha256:[0-9a-f]{64}")
                .isNotEqualTo(decided.get("final_digest").stringValue());
        for (var member : OUTCOME) {
            assertThat(read().json().get(member)).as(member).isEqualTo(decided.get(member));
            assertThat(onlyEvent().get(member)).as(member).isEqualTo(decided.get(member));
            assertThat(task.json().has(member))
                    .as(member + " of a pending task")
                    .isFalse();
        }
    }

    @Test
    void anUnchangedTaskHasOneDigest() {
        edit("{\"blocks\":[{\"id\":\"text\",\"content\":\"Other\"}]}");
        edit("{\"blocks\":[{\"id\":\"text\",\"content\":\"One\\r\\ntwo\\nthree\"}]}");
        var decided = decide("{\"decision\":\"APPROVE\"}").json();

        assertThat(decided.get("summary").stringValue()).startsWith("Approved unchanged. ");
        assertThat(decided.get("final_digest")).isEqualTo(decided.get("original_digest"));
    }

    @Test
    void aDecisionFromBeforeThereWereSummariesHasNone() {
        decide("{\"decision\":\"APPROVE\"}");
        jdbc.update(
                "update review_decisions set summary = null, original_digest = null, final_digest = null where task_id = ?",
                Api.idOf(task));

        var shown = read();
        assertThat(shown.status()).isEqualTo(200);
        assertThat(OUTCOME).noneMatch(member -> shown.json().has(member));
    }

    @Test
    void anApprovalMakesTheWorkingBlocksFinal() {
        var decided = decide("{\"decision\":\"APPROVE\"}");

        assertThat(decided.status()).isEqualTo(200);
        var shown = decided.json();
        assertThat(shown.get("status").stringValue()).isEqualTo("APPROVED");
        assertThat(shown.get("blocks_final")).isEqualTo(shown.get("blocks_working"));
        assertThat(shown.get("blocks_original")).isEqualTo(task.json().get("blocks_original"));
        assertThat(shown.get("diff").toString()).isEqualTo("{}");
        assertThat(shown.at("/decision/type").stringValue()).isEqualTo("APPROVE");
        assertThat(shown.at("/decision/decided_by").stringValue()).isEqualTo("decider@acme.test");
        assertThat(shown.at("/decision/decided_at")).isEqualTo(shown.get("updated_at"));
        assertThat(shown.get("decision").propertyNames())
                .containsExactlyInAnyOrder("type", "decided_at", "decided_by", "decided_by_id", "origin");
        assertThat(shown.at("/dispatch/last_delivery_status").stringValue()).isEqualTo("NOT_SENT");
        assertThat(shown.at("/dispatch/attempt_count").intValue()).isZero();
        assertThat(shown.get("version").intValue()).isEqualTo(2);
        assertThat(decided.etag()).isNotEqualTo(task.etag());
        assertThat(read().body()).isEqualTo(decided.body());
        assertThat(read().etag()).isEqualTo(decided.etag());
    }

    @Test
    void aDenialHasAReasonAndFinalBlocksAsWell() {
        edit("{\"blocks\":[{\"id\":\"same\",\"content\":\"Edited\"}]}");
        var decided = decide("{\"decision\":\"DENY\",\"reason\":\" Not ours \"}");

        assertThat(decided.status()).isEqualTo(200);
        assertThat(decided.json().get("status").stringValue()).isEqualTo("DENIED");
        assertThat(decided.json().at("/decision/reason").stringValue()).isEqualTo(" Not ours ");
        assertThat(decided.json().at("/blocks_final/3/content").stringValue()).isEqualTo("Edited");
        assertThat(onlyEvent().get("type").stringValue()).isEqualTo("review_task.denied");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|decision",
                "{\"decision\":null}|decision",
                "{\"decision\":\"approve\"}|decision",
                "{\"decision\":\"MAYBE\"}|decision",
                "{\"decision\":0}|decision",
                "{\"decision\":\"DENY\"}|reason",
                "{\"decision\":\"DENY\",\"reason\":\"\"}|reason",
                "{\"decision\":\"DENY\",\"reason\":\" \\n\\t\"}|reason",
                "{\"decision\":\"DENY\",\"reason\":7}|reason",
                "{\"decision\":\"APPROVE\",\"option_id\":\"none\"}|option_id",
                "{\"decision\":\"APPROVE\",\"option_id\":7}|option_id",
            })
    void anInvalidDecisionIsReportedByItsPath(String body, String field) {
        assertThat(decide(body).faultyFields()).containsExactly(field);
        assertThat(read().json()).isEqualTo(task.json());
        assertThat(count("decision_events")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\"APPROVE\"", "{\"decision\":\"APPROVE\",\"decision\":\"DENY\"}"})
    void aBodyThatIsNoDecisionIsRefused(String body) {
        assertThat(decide(body).status()).isEqualTo(400);
        assertThat(count("decision_events")).isZero();
    }

    @Test
    void aReasonHasAtMostFourThousandCharacters() {
        assertThat(decide("{\"decision\":\"DENY\",\"reason\":\"" + "😀".repeat(4001) + "\"}")
                        .faultyFields())
                .containsExactly("reason");
        assertThat(decide("{\"decision\":\"DENY\",\"reason\":\"" + "😀".repeat(4000) + "\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anOptionIsRecordedAndAppliesNothing() {
        var decided = decide("{\"decision\":\"APPROVE\",\"option_id\":\"short\",\"reason\":\"Fine\"}");

        assertThat(decided.json().at("/decision/option_id").stringValue()).isEqualTo("short");
        assertThat(decided.json().at("/decision/reason").stringValue()).isEqualTo("Fine");
        assertThat(decided.json().get("blocks_final")).isEqualTo(task.json().get("blocks_original"));
    }

    @Test
    void theDiffTurnsTheOriginalIntoTheFinalBlocks() {
        edit("""
                {"blocks":[{"id":"text","content":"One\\r\\n2\\nthree\\n"},
                           {"id":"data","content":{"a":1.2,"list":[3,1],"new":{"x":null}}},
                           {"id":"quoted","content":"{\\"k\\":[2]}"}]}
                """);
        var decided = decide("{\"decision\":\"APPROVE\"}").json();

        var diff = decided.get("diff");
        assertThat(diff.get("text_diffs").size()).isEqualTo(1);
        assertThat(diff.at("/text_diffs/0/block_id").stringValue()).isEqualTo("text");
        assertThat(UnifiedDiffs.apply(
                        diff.at("/text_diffs/0/unified_diff").stringValue(),
                        decided.at("/blocks_original/0/content").stringValue()))
                .isEqualTo("One\r\n2\nthree\n");
        assertThat(diff.get("json_patches").size()).isEqualTo(2);
        assertThat(diff.at("/json_patches/0/block_id").stringValue()).isEqualTo("data");
        var patched =
                Jackson3JsonPatch.apply(diff.at("/json_patches/0/patch"), decided.at("/blocks_original/1/content"));
        assertThat(JsonValues.equal(patched, decided.at("/blocks_final/1/content")))
                .isTrue();
        var quoted = Jackson3JsonPatch.apply(
                diff.at("/json_patches/1/patch"),
                Api.JSON.readTree(decided.at("/blocks_original/2/content").stringValue()));
        assertThat(quoted.toString()).isEqualTo("{\"k\":[2]}");
    }

    @Test
    void aRevertedChangeIsNoChange() {
        edit("{\"blocks\":[{\"id\":\"same\",\"content\":\"Other\"}]}");
        edit("{\"blocks\":[{\"id\":\"same\",\"content\":\"\"}]}");

        assertThat(decide("{\"decision\":\"APPROVE\"}").json().get("diff").toString())
                .isEqualTo("{}");
    }

    @Test
    void theEventContainsWhatTheTaskShows() {
        edit("{\"option_id\":\"short\"}");
        var decided = decide("{\"decision\":\"APPROVE\"}").json();

        var event = onlyEvent();
        assertThat(event.get("event_id")).isEqualTo(decided.at("/dispatch/decision_event_id"));
        assertThat(event.get("task_id")).isEqualTo(decided.get("id"));
        assertThat(event.get("type").stringValue()).isEqualTo("review_task.approved");
        assertThat(event.get("original")).isEqualTo(decided.get("blocks_original"));
        assertThat(event.get("final")).isEqualTo(decided.get("blocks_final"));
        assertThat(event.get("diff")).isEqualTo(decided.get("diff"));
        assertThat(event.get("decision")).isEqualTo(decided.get("decision"));
        assertThat(event.get("metadata")).isEqualTo(decided.get("metadata"));
    }

    @Test
    void aTaskIsDecidedOnce() {
        var first = decide("{\"decision\":\"APPROVE\"}");
        var second = decide("{\"decision\":\"DENY\",\"reason\":\"No\"}");

        assertThat(second.status()).isEqualTo(422);
        assertThat(second.errorCode()).isEqualTo("INVALID_STATE_TRANSITION");
        assertThat(second.json().at("/error/details/current_status").stringValue())
                .isEqualTo("APPROVED");
        assertThat(read().body()).isEqualTo(first.body());
        assertThat(count("decision_events")).isEqualTo(1);
    }

    @Test
    void errorsAreReportedInTheOrderOfTheContract() {
        var old = task.etag();
        edit("{\"option_id\":\"short\"}");
        var refused = decide("{\"decision\":\"APPROVE\"}", "If-Match", old);
        assertThat(refused.status()).isEqualTo(412);
        assertThat(refused.json().at("/error/details/current_etag").stringValue())
                .isEqualTo(read().etag());
        assertThat(decide("{\"decision\":\"APPROVE\"}", "If-Match", read().etag())
                        .status())
                .isEqualTo(200);

        assertThat(decide("{\"decision\":\"DENY\"}", "If-Match", old).status()).isEqualTo(400);
        assertThat(decide("{\"decision\":\"APPROVE\",\"option_id\":\"none\"}", "If-Match", old)
                        .status())
                .isEqualTo(400);
        assertThat(decide("{\"decision\":\"APPROVE\"}", "If-Match", old).status())
                .isEqualTo(412);
        assertThat(decide("{\"decision\":\"APPROVE\"}", "If-Match", read().etag())
                        .status())
                .isEqualTo(422);
    }

    @Test
    void onlyReviewersDecide() {
        var body = "{\"decision\":\"APPROVE\"}";

        assertThat(api.post(path() + "/decision", NOBODY, body).status()).isEqualTo(401);
        assertThat(api.post(path() + "/decision", source.key(), body).status()).isEqualTo(403);
        assertThat(api.post(path() + "/decision", api.newSource().key(), body).status())
                .isEqualTo(403);
        assertThat(api.post(path() + "/decision", ADMIN, body).status()).isEqualTo(403);
        assertThat(api.post("/review-tasks/" + UUID.randomUUID() + "/decision", reviewer, body)
                        .status())
                .isEqualTo(404);
        assertThat(count("decision_events")).isZero();
    }

    @Test
    void thirtyConcurrentDecisionsMakeOneEvent() {
        var answers = atOnce(
                30,
                i -> decide(
                        i % 2 == 0
                                ? "{\"decision\":\"APPROVE\",\"reason\":\"" + i + "\"}"
                                : "{\"decision\":\"DENY\",\"reason\":\"" + i + "\"}"));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 422));
        var winners = answers.stream().filter(answer -> answer.status() == 200).toList();
        assertThat(winners).hasSize(1);
        assertThat(count("decision_events")).isEqualTo(1);
        assertThat(count("review_decisions")).isEqualTo(1);
        assertThat(read().body()).isEqualTo(winners.getFirst().body());
        assertThat(onlyEvent().get("decision"))
                .isEqualTo(winners.getFirst().json().get("decision"));
    }

    @RepeatedTest(5)
    void aDecisionNeverLosesAnAcceptedEdit() {
        var answers = atOnce(
                8,
                i -> i == 4
                        ? decide("{\"decision\":\"APPROVE\"}")
                        : api.patch(
                                path() + "/blocks",
                                reviewer,
                                "{\"blocks\":[{\"id\":\"same\",\"content\":\"Edit " + i + "\"}]}"));

        var decided = answers.get(4);
        assertThat(decided.status()).isEqualTo(200);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 422));
        var lastEdit = answers.stream()
                .filter(answer -> answer.status() == 200 && !answer.json().has("decision"))
                .max(Comparator.comparingInt(
                        answer -> answer.json().get("version").intValue()));
        assertThat(read().json().get("blocks_final"))
                .isEqualTo(lastEdit.orElse(task).json().get("blocks_working"));
        assertThat(onlyEvent().get("final")).isEqualTo(read().json().get("blocks_final"));
    }
}
