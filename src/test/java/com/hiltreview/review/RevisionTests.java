package com.hiltreview.review;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.ReviewingTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A reviewer asks for changes, and the agent files a revision. */
class RevisionTests extends ReviewingTest {
    private static final String CHANGES = "{\"comment\":\"Shorter\"}";
    private static final String REVISION = """
            {"blocks":[{"id":"body","type":"markdown","content":"Hi"},
                {"id":"parameters","type":"json","content":{"amount":2,"to":"sam@vendor.test"}}],
             "comment":"As you asked"}""";

    @SuppressWarnings("NullAway.Init")
    private Answer filed;

    @BeforeEach
    void fileTask() {
        filed = api.post("/review-tasks", source.key(), """
                {"metadata":{"run":7},"risk_level":"high","risk_warning":"Careful",
                 "blocks":[{"id":"body","type":"markdown","content":"Hello\\nworld\\n"},
                    {"id":"parameters","type":"json","content":{"amount":1.10,"to":"sam@vendor.test"}}]}""");
        assertThat(filed.status()).isEqualTo(201);
    }

    private UUID id() {
        return Api.idOf(filed);
    }

    private String path() {
        return "/review-tasks/" + id();
    }

    private Answer requestChanges(String body, String... headers) {
        return api.post(path() + "/change-request", reviewer, body, headers);
    }

    private Answer revise(String body, String... headers) {
        return api.post(path() + "/revisions", source.key(), body, headers);
    }

    private Answer edit(String content, String... headers) {
        var body = Api.JSON.createObjectNode();
        body.putArray("blocks").addObject().put("id", "body").put("content", content);
        return api.patch(path() + "/blocks", reviewer, body.toString(), headers);
    }

    private Answer decide(String... headers) {
        return api.post(path() + "/decision", reviewer, "{\"decision\":\"APPROVE\"}", headers);
    }

    private JsonNode task() {
        return api.task(id());
    }

    private List<JsonNode> revisions() {
        var page = api.get(path() + "/revisions", source.key()).json();
        assertThat(page.get("next_cursor").isNull()).isTrue();
        return page.get("items").valueStream().toList();
    }

    private List<String> journal() {
        return jdbc.query(
                "select kind, author_kind, version from journal where task_id = ? order by tx_id, number",
                (row, number) -> row.getString(1) + " " + row.getString(2) + " " + row.getInt(3),
                id());
    }

    // Changes asked for

    @Test
    void aNewTaskAwaitsAReviewer() {
        assertThat(filed.json().get("revision").intValue()).isEqualTo(1);
        assertThat(filed.json().get("awaiting").stringValue()).isEqualTo("reviewer");
        assertThat(filed.json().has("change_request")).isFalse();
    }

    @Test
    void changesAreAskedForWithCommentsOnBlocks() {
        var sentBack = requestChanges("""
                {"comment":"Shorter","blocks":[{"block_id":"body","comment":"One line"}]}""");

        assertThat(sentBack.status()).as(sentBack.text()).isEqualTo(200);
        var shown = sentBack.json();
        assertThat(shown.get("status").stringValue()).isEqualTo("PENDING");
        assertThat(shown.get("awaiting").stringValue()).isEqualTo("agent");
        assertThat(shown.get("version").intValue()).isEqualTo(2);
        assertThat(shown.get("revision").intValue()).isEqualTo(1);
        var request = shown.get("change_request");
        assertThat(request.get("comment").stringValue()).isEqualTo("Shorter");
        assertThat(request.at("/blocks/0/block_id").stringValue()).isEqualTo("body");
        assertThat(request.at("/blocks/0/comment").stringValue()).isEqualTo("One line");
        assertThat(request.get("requested_by").stringValue()).isEqualTo("reviewer@acme.test");
        assertThat(request.get("requested_at")).isEqualTo(shown.get("updated_at"));
        assertThat(sentBack.etag()).isNotEqualTo(filed.etag());
        var read = api.get(path(), source.key());
        assertThat(read.text()).isEqualTo(sentBack.text());
        assertThat(read.etag()).isEqualTo(sentBack.etag());
        assertThat(journal()).containsExactly("created agent 1", "changes_requested reviewer 2");
    }

    @Test
    void aSecondRequestReplacesTheFirst() {
        requestChanges(CHANGES);
        requestChanges("{\"comment\":\"Longer\"}");

        assertThat(task().at("/change_request/comment").stringValue()).isEqualTo("Longer");
        assertThat(task().get("version").intValue()).isEqualTo(3);
    }

    @Test
    void aTaskThatAwaitsItsAgentCanBeEditedAndDecided() {
        requestChanges(CHANGES);
        assertThat(edit("Edited meanwhile").json().get("awaiting").stringValue())
                .isEqualTo("agent");
        var decided = decide();

        assertThat(decided.status()).isEqualTo(200);
        assertThat(decided.json().has("awaiting")).isFalse();
        assertThat(decided.json().at("/change_request/comment").stringValue()).isEqualTo("Shorter");
        assertThat(api.get(path(), ADMIN).text()).isEqualTo(decided.text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|comment",
                "{\"comment\":\" \"}|comment",
                "{\"comment\":7}|comment",
                "{\"comment\":\"x\",\"blocks\":7}|blocks",
                "{\"comment\":\"x\",\"blocks\":[null]}|blocks[0]",
                "{\"comment\":\"x\",\"blocks\":[{\"block_id\":\"body\"}]}|blocks[0].comment",
                "{\"comment\":\"x\",\"blocks\":[{\"comment\":\"y\"}]}|blocks[0].block_id",
                "{\"comment\":\"x\",\"blocks\":[{\"block_id\":\"none\",\"comment\":\"y\"}]}|blocks[0].block_id",
                "{\"comment\":\"x\",\"blocks\":[{\"block_id\":\"body\",\"comment\":\"y\"},"
                        + "{\"block_id\":\"body\",\"comment\":\"z\"}]}|blocks[1].block_id",
            })
    void aMalformedRequestForChangesIsRefused(String body, String field) {
        assertThat(requestChanges(body).faultyFields()).containsExactly(field);
        assertThat(task()).isEqualTo(filed.json());
    }

    @Test
    void commentsHaveAtMostFourThousandCharacters() {
        assertThat(requestChanges("{\"comment\":\"" + "😀".repeat(4001) + "\"}").faultyFields())
                .containsExactly("comment");
        assertThat(requestChanges("{\"comment\":\"" + "😀".repeat(4000) + "\"}").status())
                .isEqualTo(200);
        assertThat(revise(REVISION.replace("As you asked", "😀".repeat(4001))).faultyFields())
                .containsExactly("comment");
        assertThat(revise(REVISION.replace("As you asked", "😀".repeat(4000))).status())
                .isEqualTo(201);
    }

    @Test
    void aDecidedTaskTakesNeitherARequestNorARevision() {
        decide();
        var before = task();

        for (var refused : List.of(requestChanges(CHANGES), revise(REVISION))) {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.errorCode()).isEqualTo("INVALID_STATE_TRANSITION");
        }
        assertThat(task()).isEqualTo(before);
        assertThat(revisions()).hasSize(1);
    }

    @Test
    void anOldVersionIsRefused() {
        edit("New");
        var before = task();

        assertThat(requestChanges(CHANGES, "If-Match", filed.etag()).status()).isEqualTo(412);
        assertThat(revise(REVISION, "If-Match", filed.etag()).status()).isEqualTo(412);
        assertThat(task()).isEqualTo(before);
        var present = before.get("etag").stringValue();
        assertThat(requestChanges(CHANGES, "If-Match", present).status()).isEqualTo(200);
    }

    @Test
    void reviewersAskAndAgentsRevise() {
        assertThat(api.post(path() + "/change-request", source.key(), CHANGES).status())
                .isEqualTo(403);
        assertThat(api.post(path() + "/change-request", ADMIN, CHANGES).status())
                .isEqualTo(403);
        assertThat(api.post(path() + "/revisions", reviewer, REVISION).status()).isEqualTo(403);
        var other = api.newSource();
        assertThat(api.post(path() + "/revisions", other.key(), REVISION).status())
                .isEqualTo(404);
        assertThat(api.get(path() + "/revisions", other.key()).status()).isEqualTo(404);
        assertThat(api.get(path() + "/diff?from=1&to=1", other.key()).status()).isEqualTo(404);
        assertThat(task()).isEqualTo(filed.json());
    }

    @Test
    void whatReviewersAskForIsAudited() {
        requestChanges(CHANGES);
        revise(REVISION);
        api.post(path() + "/revisions", ADMIN, REVISION);

        var lines = api.get("/audit-log?target_id=" + id(), ADMIN)
                .json()
                .get("items")
                .valueStream()
                .map(line -> line.get("action").stringValue() + " " + line.get("after"))
                .toList();
        assertThat(lines)
                .as("agents' own revisions are in the task's history")
                .containsExactly(
                        "review_task.revise {\"version\":4,\"revision\":3}",
                        "review_task.request_changes {\"version\":2,\"revision\":1}");
    }

    // Revisions

    @Test
    void aRevisionReplacesWhatWasProposed() {
        edit("Hello you");
        requestChanges(CHANGES);
        var revised = revise("""
                {"blocks":[{"id":"body","type":"markdown","content":"Hi there"},
                    {"id":"note","type":"plaintext","content":"New"}],
                 "title":"Another title","risk_level":"critical","metadata":{"run":8},
                 "interaction_schema":{"type":"confirm"},"execution_intent":{"kind":"custom"},"comment":"Done"}""");

        assertThat(revised.status()).as(revised.text()).isEqualTo(201);
        var shown = revised.json();
        assertThat(shown.get("revision").intValue()).isEqualTo(2);
        assertThat(shown.get("version").intValue()).isEqualTo(4);
        assertThat(shown.get("awaiting").stringValue()).isEqualTo("reviewer");
        assertThat(shown.has("change_request")).isFalse();
        assertThat(shown.at("/blocks_original/0/content").stringValue()).isEqualTo("Hi there");
        assertThat(shown.get("blocks_working")).isEqualTo(shown.get("blocks_original"));
        assertThat(shown.get("title").stringValue()).isEqualTo("Another title");
        assertThat(shown.get("preview").stringValue()).isEqualTo("Hi there");
        assertThat(shown.get("risk_level").stringValue()).isEqualTo("critical");
        assertThat(shown.get("risk_warning").stringValue()).isEqualTo("Careful");
        assertThat(shown.at("/metadata/run").intValue()).isEqualTo(8);
        assertThat(shown.at("/interaction_schema/require_confirmation").booleanValue())
                .isTrue();
        assertThat(shown.at("/execution_intent/kind").stringValue()).isEqualTo("custom");
        assertThat(shown.get("created_at")).isEqualTo(filed.json().get("created_at"));
        var read = api.get(path(), reviewer);
        assertThat(read.text()).isEqualTo(revised.text());
        assertThat(read.etag()).isEqualTo(revised.etag());
        assertThat(journal()).last().isEqualTo("revised agent 4");
        assertThat(api.get(path() + "/diff", reviewer).text()).isEqualTo("{}");
        var item = onlyItem("");
        assertThat(item.get("block_count").intValue()).isEqualTo(2);
        assertThat(item.get("has_changes").booleanValue()).isFalse();
        assertThat(item.get("revision").intValue()).isEqualTo(2);
    }

    @Test
    void whatIsNotGivenStays() {
        var revised = revise("""
                {"blocks":[{"id":"body","type":"markdown","content":"Hello\\nworld\\n"},
                    {"id":"parameters","type":"json","content":{"amount":1.10,"to":"sam@vendor.test"}}]}""").json();

        for (var same : List.of("title", "preview", "risk_level", "risk_warning", "metadata", "blocks_original")) {
            assertThat(revised.get(same)).as(same).isEqualTo(filed.json().get(same));
        }
    }

    @Test
    void theSupersededRevisionKeepsWhatReviewersHadEdited() {
        edit("Hello you");
        requestChanges(CHANGES);
        revise(REVISION);
        edit("Hi you");

        var all = revisions();
        assertThat(all)
                .extracting(revision -> revision.get("revision").intValue())
                .containsExactly(2, 1);
        var first = all.get(1);
        assertThat(first.get("blocks_original")).isEqualTo(filed.json().get("blocks_original"));
        assertThat(first.at("/blocks_working/0/content").stringValue()).isEqualTo("Hello you");
        assertThat(first.at("/blocks_working/1")).isEqualTo(filed.json().at("/blocks_original/1"));
        assertThat(first.at("/change_request/comment").stringValue()).isEqualTo("Shorter");
        assertThat(first.has("comment")).isFalse();
        assertThat(first.get("created_at")).isEqualTo(filed.json().get("created_at"));
        var second = all.getFirst();
        assertThat(second.at("/blocks_original/0/content").stringValue()).isEqualTo("Hi");
        assertThat(second.at("/blocks_working/0/content").stringValue()).isEqualTo("Hi you");
        assertThat(second.get("comment").stringValue()).isEqualTo("As you asked");
        assertThat(second.has("change_request")).isFalse();

        revise(REVISION.replace("As you asked", " "));
        var third = revisions();
        assertThat(third.getFirst().has("comment")).as("a blank comment").isFalse();
        assertThat(third.get(1)).isEqualTo(second);
        assertThat(third.get(2)).isEqualTo(first);
    }

    @Test
    void aTaskWithoutRevisionsListsItself() {
        var only = revisions();
        assertThat(only).hasSize(1);
        assertThat(only.getFirst().get("blocks_working")).isEqualTo(filed.json().get("blocks_working"));
    }

    @Test
    void theDecisionIsAboutTheLastRevision() {
        edit("Hello you");
        revise(REVISION);
        edit("Hi you");
        var decided = decide().json();

        assertThat(decided.at("/diff/text_diffs/0/unified_diff").stringValue()).contains("-Hi\n", "+Hi you\n");
        assertThat(decided.at("/blocks_original/0/content").stringValue()).isEqualTo("Hi");
        var event = api.get("/sources/" + source.id() + "/decision-events", source.key())
                .json()
                .at("/items/0");
        assertThat(event.get("revision").intValue()).isEqualTo(2);
        assertThat(event.get("original")).isEqualTo(decided.get("blocks_original"));
    }

    @Test
    void aDecisionOrEditOfAnOlderRevisionIsRefused() {
        var seen = edit("Hello you").etag();
        revise(REVISION);

        assertThat(decide("If-Match", seen).status()).isEqualTo(412);
        assertThat(edit("Mine", "If-Match", seen).status()).isEqualTo(412);
        assertThat(task().get("status").stringValue()).isEqualTo("PENDING");
        assertThat(task().at("/blocks_working/0/content").stringValue()).isEqualTo("Hi");
    }

    @Test
    void aDerivedTitleFollowsTheBlocksAndAGivenOneStays() {
        assertThat(filed.json().get("title").stringValue()).isEqualTo("Hello");
        assertThat(revise(REVISION).json().get("title").stringValue()).isEqualTo("Hi");

        revise(REVISION.replace("\"comment\"", "\"title\":\"Mine\",\"comment\""));
        assertThat(revise(REVISION.replace("\"Hi\"", "\"Ho\""))
                        .json()
                        .get("title")
                        .stringValue())
                .isEqualTo("Mine");
    }

    @Test
    void aRevisionIsFoundByItsWordsAndNoLongerByTheOldOnes() {
        revise(REVISION.replace("\"Hi\"", "\"Zebra\""));

        assertThat(items("&q=zebra")).hasSize(1);
        assertThat(items("&q=hello")).isEmpty();
        assertThat(jdbc.queryForObject(
                        "select listed_bytes = octet_length(title) + octet_length(preview) + octet_length(risk_warning)"
                                + " from review_tasks where id = ?",
                        Boolean.class,
                        id()))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|blocks",
                "{\"blocks\":[]}|blocks",
                "{\"blocks\":[{\"id\":\"b\",\"type\":\"markdown\",\"content\":7}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"b\",\"type\":\"json\",\"content\":\"no json\"}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"b\",\"type\":\"markdown\",\"content\":\"x\"}],\"title\":\" \"}|title",
                "{\"blocks\":[{\"id\":\"b\",\"type\":\"markdown\",\"content\":\"x\"}],\"comment\":7}|comment",
                "{\"blocks\":[{\"id\":\"b\",\"type\":\"markdown\",\"content\":\"x\"}],\"metadata\":7}|metadata",
                "{\"blocks\":[{\"id\":\"b\",\"type\":\"markdown\",\"content\":\"x\"}],\"risk_level\":\"medium\"}|risk_level",
                "{\"blocks\":[{\"id\":\"b\",\"type\":\"markdown\",\"content\":\"x\"}],\"risk_level\":\"tiny\"}|risk_level",
                "{\"blocks\":[{\"id\":\"b\",\"type\":\"markdown\",\"content\":\"x\"}],"
                        + "\"interaction_schema\":{\"type\":\"external\"}}|interaction_schema.external_url",
            })
    void aRevisionIsCheckedLikeACreation(String body, String field) {
        assertThat(revise(body).faultyFields()).containsExactly(field);
        assertThat(task()).isEqualTo(filed.json());
    }

    @Test
    void optionsThatStayMustFitTheNewBlocks() {
        filed = api.post("/review-tasks", source.key(), """
                {"blocks":[{"id":"a","type":"plaintext","content":"x"}],"interaction_schema":{"type":"choice","options":[
                    {"id":"o","label":"O","patches":[{"block_id":"a","op":"replace","value":"y"}]}]}}""");
        var other = "{\"blocks\":[{\"id\":\"b\",\"type\":\"plaintext\",\"content\":\"x\"}]%s}";

        assertThat(revise(other.formatted("")).faultyFields())
                .containsExactly("interaction_schema.options[0].patches[0].block_id");
        assertThat(revise(other.formatted(",\"interaction_schema\":{\"type\":\"edit\"}"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void theFiftyFirstRevisionIsRefused() {
        for (int revision = 2; revision <= 50; revision++) {
            assertThat(revise(REVISION).status()).isEqualTo(201);
        }
        var refused = revise(REVISION);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.errorCode()).isEqualTo("CONFLICT");
        assertThat(task().get("revision").intValue()).isEqualTo(50);
        assertThat(revisions()).hasSize(50);
        assertThat(api.get(path() + "/diff?from=1&to=50", reviewer).status()).isEqualTo(200);
    }

    // Repeated requests

    @Test
    void aRepeatedRevisionGetsTheFirstAnswer() {
        var first = revise(REVISION, "Idempotency-Key", "r-1", "If-Match", filed.etag());
        assertThat(first.status()).isEqualTo(201);
        edit("Hi you");

        for (var headers : Stream.of(new String[] {}, new String[] {"If-Match", filed.etag()})
                .toList()) {
            var all = new ArrayList<>(List.of("Idempotency-Key", "r-1"));
            all.addAll(List.of(headers));
            var again = revise(REVISION, all.toArray(String[]::new));
            assertThat(again.status()).isEqualTo(201);
            assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
            assertThat(again.text()).isEqualTo(first.text());
            assertThat(again.etag()).isEqualTo(first.etag());
        }
        decide();
        assertThat(revise(REVISION, "Idempotency-Key", "r-1").text()).isEqualTo(first.text());
        assertThat(revisions()).hasSize(2);
    }

    @Test
    void aKeyServesOneRequestOnly() {
        revise(REVISION, "Idempotency-Key", "k");
        var other = Api.idOf(api.newTask(source));

        assertThat(revise(REVISION.replace("Hi", "Ho"), "Idempotency-Key", "k").errorCode())
                .isEqualTo("IDEMPOTENCY_MISMATCH");
        assertThat(api.post("/review-tasks/" + other + "/revisions", source.key(), REVISION, "Idempotency-Key", "k")
                        .errorCode())
                .isEqualTo("IDEMPOTENCY_MISMATCH");
        assertThat(api.post("/review-tasks", source.key(), REVISION, "Idempotency-Key", "k")
                        .errorCode())
                .isEqualTo("IDEMPOTENCY_MISMATCH");
        assertThat(revisions()).hasSize(2);
        assertThat(api.task(other).get("revision").intValue()).isEqualTo(1);
    }

    @Test
    void aRefusedRevisionLeavesItsKeyFree() {
        assertThat(revise(REVISION, "Idempotency-Key", "k", "If-Match", "\"0-0-0\"")
                        .status())
                .isEqualTo(412);
        var revised = revise(REVISION.replace("Hi", "Ho"), "Idempotency-Key", "k");
        assertThat(revised.status()).isEqualTo(201);
        assertThat(revised.headers().firstValue("Idempotent-Replayed")).isEmpty();
    }

    // Races

    @RepeatedTest(5)
    void twoRevisionsWithOneKeyAreOne() {
        var answers = atOnce(8, i -> revise(REVISION, "Idempotency-Key", "same"));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers)
                .extracting(Answer::text)
                .containsOnly(answers.getFirst().text());
        assertThat(answers)
                .filteredOn(answer ->
                        answer.headers().firstValue("Idempotent-Replayed").isEmpty())
                .hasSize(1);
        assertThat(task().get("revision").intValue()).isEqualTo(2);
        assertThat(revisions()).hasSize(2);
    }

    @RepeatedTest(5)
    void revisionsAtTheSameTimeFollowEachOther() {
        var answers = atOnce(8, i -> revise(REVISION.replace("Hi", "Hi " + i)));

        assertThat(answers)
                .extracting(answer -> answer.json().get("revision").intValue())
                .containsExactlyInAnyOrder(2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(revisions())
                .extracting(revision -> revision.get("revision").intValue())
                .containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1);
    }

    @RepeatedTest(10)
    void aDecisionOnWhatWasSeenNeverMeetsARevision() {
        var answers = atOnce(2, i -> i == 0 ? revise(REVISION) : decide("If-Match", filed.etag()));
        var revised = answers.getFirst();
        var decided = answers.get(1);

        var task = task();
        if (decided.status() == 200) {
            assertThat(revised.status()).isEqualTo(422);
            assertThat(task.get("blocks_final")).isEqualTo(filed.json().get("blocks_original"));
            assertThat(task.get("revision").intValue()).isEqualTo(1);
            assertThat(revisions()).hasSize(1);
        } else {
            assertThat(decided.status()).isEqualTo(412);
            assertThat(revised.status()).isEqualTo(201);
            assertThat(task.get("status").stringValue()).isEqualTo("PENDING");
        }
    }

    @RepeatedTest(10)
    void anEditIsKeptInTheRevisionThatItWasMadeIn() {
        var answers = atOnce(2, i -> i == 0 ? revise(REVISION) : edit("Edited", "If-Match", filed.etag()));

        assertThat(answers.getFirst().status()).isEqualTo(201);
        assertThat(task().at("/blocks_working/0/content").stringValue()).isEqualTo("Hi");
        boolean edited = answers.get(1).status() == 200;
        assertThat(answers.get(1).status()).isIn(200, 412);
        assertThat(revisions().get(1).at("/blocks_working/0/content").stringValue())
                .isEqualTo(edited ? "Edited" : "Hello\nworld\n");
    }

    @RepeatedTest(10)
    void aChangeRequestAndADecisionAreOrdered() {
        var answers = atOnce(
                2, i -> i == 0 ? requestChanges(CHANGES, "If-Match", filed.etag()) : decide("If-Match", filed.etag()));

        var statuses = answers.stream().map(Answer::status).toList();
        assertThat(statuses).isIn(List.of(200, 412), List.of(422, 200), List.of(412, 200));
        assertThat(task().has("change_request")).isEqualTo(statuses.getFirst() == 200);
        assertThat(journal()).hasSize(2);
    }

    // Lists

    @Test
    void theListIsFilteredByWhoseTurnItIs() {
        var sentBack = Api.idOf(api.newTask(source));
        api.post("/review-tasks/" + sentBack + "/change-request", reviewer, CHANGES);
        api.newApproval(source, reviewer);

        assertThat(ids("&awaiting=agent")).containsExactly(sentBack.toString());
        assertThat(ids("&awaiting=reviewer")).containsExactly(id().toString());
        assertThat(ids("&awaiting=agent&status=PENDING&sort=priority")).containsExactly(sentBack.toString());
        assertThat(ids("&awaiting=agent&status=APPROVED")).isEmpty();
        assertThat(ids("&awaiting=reviewer&status=APPROVED&status=PENDING")).containsExactly(id().toString());
        assertThat(api.get("/review-tasks?awaiting=nobody", ADMIN).faultyFields())
                .containsExactly("awaiting");
        var item = items("&awaiting=agent").getFirst();
        assertThat(item.get("awaiting").stringValue()).isEqualTo("agent");
        assertThat(item.has("change_request")).isFalse();
        assertThat(items("&status=APPROVED").getFirst().has("awaiting")).isFalse();
    }

    @Test
    void aCursorBelongsToItsFilter() {
        api.newTask(source);
        var cursor = api.get("/review-tasks?limit=1&awaiting=reviewer", source.key())
                .json()
                .get("next_cursor")
                .stringValue();
        assertThat(api.get("/review-tasks?limit=1&awaiting=reviewer&cursor=" + cursor, source.key())
                        .status())
                .isEqualTo(200);
        assertThat(api.get("/review-tasks?limit=1&awaiting=agent&cursor=" + cursor, source.key())
                        .faultyFields())
                .containsExactly("cursor");
    }

    private JsonNode onlyItem(String query) {
        var items = items(query);
        assertThat(items).hasSize(1);
        return items.getFirst();
    }

    private List<JsonNode> items(String query) {
        return api.get("/review-tasks?source_id=" + source.id() + query, reviewer)
                .json()
                .get("items")
                .valueStream()
                .toList();
    }

    private List<String> ids(String query) {
        return items(query).stream().map(item -> item.get("id").stringValue()).toList();
    }

    // Diffs

    @Test
    void theDiffOfTwoRevisionsComparesTheirOriginals() {
        edit("Hello you");
        revise("""
                {"blocks":[{"id":"note","type":"plaintext","content":"New"},
                    {"id":"body","type":"plaintext","content":"Hello\\nmoon\\n"}]}""");
        var answer = api.get(path() + "/diff?from=1&to=2", source.key());

        var diff = answer.json();
        assertThat(diff.at("/text_diffs/0/unified_diff").stringValue()).contains("-world\n+moon\n");
        assertThat(diff.get("text_diffs")).hasSize(1);
        assertThat(diff.has("json_patches")).isFalse();
        assertThat(diff.get("added_blocks").toString()).isEqualTo("[\"note\"]");
        assertThat(diff.get("removed_blocks").toString()).isEqualTo("[\"parameters\"]");
        var back = api.get(path() + "/diff?from=2&to=1", source.key()).json();
        assertThat(back.at("/text_diffs/0/unified_diff").stringValue()).contains("-moon\n+world\n");
        assertThat(back.get("added_blocks").toString()).isEqualTo("[\"parameters\"]");
        assertThat(api.get(path() + "/diff?from=2&to=2", source.key()).text()).isEqualTo("{}");
        assertThat(api.get(path() + "/diff?from=1&to=2", source.key(), "If-None-Match", answer.etag())
                        .status())
                .isEqualTo(304);
        assertThat(api.get(path() + "/diff?from=2&to=1", source.key(), "If-None-Match", answer.etag())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aBlockThatChangesItsKindIsAnotherBlock() {
        revise("""
                {"blocks":[{"id":"body","type":"json","content":{}},
                    {"id":"parameters","type":"json","content":{"amount":1.1,"to":"sam@vendor.test"}}]}""");
        assertThat(api.get(path() + "/diff?from=1&to=2", reviewer).text())
                .isEqualTo("{\"added_blocks\":[\"body\"],\"removed_blocks\":[\"body\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=1|to", "to=1|from", "from=0&to=1|from", "from=1&to=51|to", "from=x&to=1|from"})
    void aDiffNeedsTwoRevisions(String query) {
        var parts = query.split("\\|");
        assertThat(api.get(path() + "/diff?" + parts[0], reviewer).faultyFields())
                .containsExactly(parts[1]);
    }

    @Test
    void anUnknownRevisionIsNotFound() {
        var missing = api.get(path() + "/diff?from=1&to=2", reviewer);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.json().at("/error/details/resource_type").stringValue())
                .isEqualTo("revision");
        assertThat(missing.json().at("/error/details/resource_id").stringValue())
                .isEqualTo("2");
    }

    // The largest

    @Test
    void fiftyRevisionsOfOneMebibyteStayBounded() {
        var body = Api.JSON.createObjectNode();
        var blocks = body.putArray("blocks");
        for (int i = 0; i < 4; i++) {
            blocks.addObject().put("id", "b" + i).put("type", "plaintext").put("content", "x".repeat(255 * 1024));
        }
        var largest = body.toString();
        for (int revision = 2; revision <= 50; revision++) {
            assertThat(revise(largest).status()).isEqualTo(201);
        }
        var seen = new ArrayList<Integer>();
        var cursor = "";
        while (cursor != null) {
            var page = api.get(path() + "/revisions" + cursor, reviewer);
            assertThat(page.body().length).isLessThan(4 * 1024 * 1024 + 64 * 1024);
            page.json()
                    .get("items")
                    .forEach(revision -> seen.add(revision.get("revision").intValue()));
            var next = page.json().get("next_cursor");
            cursor = next.isNull() ? null : "?cursor=" + next.stringValue();
        }
        assertThat(seen).hasSize(50).isSortedAccordingTo((one, other) -> Objects.compare(other, one, Integer::compare));
        assertThat(api.get("/review-tasks?source_id=" + source.id(), reviewer).body().length)
                .isLessThan(2048);
    }

    @Test
    void aCursorOfAnotherTaskIsRefused() {
        var other = Api.idOf(api.newTask(source));
        assertThat(api.get("/review-tasks/" + other + "/revisions?cursor=abc", reviewer)
                        .faultyFields())
                .containsExactly("cursor");
    }
}
