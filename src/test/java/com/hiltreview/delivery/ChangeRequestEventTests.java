package com.hiltreview.delivery;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.AtOnce.atOnce;
import static com.hiltreview.testing.WebhookReceiver.answer;
import static com.hiltreview.testing.WebhookReceiver.answerOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hiltreview.openapi.OpenApiExchanges;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import tools.jackson.databind.JsonNode;

/** Change requests as events, for sources that want them. */
class ChangeRequestEventTests extends ServiceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String CHANGES =
            "{\"comment\":\"Shorter\",\"blocks\":[{\"block_id\":\"body\",\"comment\":\"This\"}]}";
    private static final String BOTH = "\"events\":[\"decision\",\"changes_requested\"]";

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final CountDownLatch testIsOver = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init")
    private As reviewer;

    @BeforeEach
    void signIn() {
        reviewer = api.signInAsReviewer();
    }

    @AfterEach
    void close() {
        testIsOver.countDown();
        receiver.close();
    }

    private SourceFixture pulling() {
        return api.newSource("{\"name\":\"Pulls\",\"delivery\":{" + BOTH + "}}");
    }

    private SourceFixture pushed() {
        return api.newSource("""
                {"name":"Pushed","delivery":{%s,"webhook":{"url":"%s","max_attempts":2,"retry_backoff_seconds":1}}}""".formatted(BOTH, receiver.url()));
    }

    private JsonNode requestChanges(UUID task) {
        var sentBack = api.post("/review-tasks/" + task + "/change-request", reviewer, CHANGES);
        assertThat(sentBack.status()).as(sentBack.text()).isEqualTo(200);
        return sentBack.json();
    }

    private void revise(UUID task, SourceFixture source) {
        assertThat(api.post("/review-tasks/" + task + "/revisions", source.key(), """
                {"blocks":[{"id":"body","type":"markdown","content":"Hi"}]}""")
                        .status())
                .isEqualTo(201);
    }

    private void approve(UUID task) {
        assertThat(api.post("/review-tasks/" + task + "/decision", reviewer, "{\"decision\":\"APPROVE\"}")
                        .status())
                .isEqualTo(200);
    }

    private static String feed(SourceFixture source) {
        return "/sources/" + source.id() + "/decision-events";
    }

    private List<JsonNode> events(SourceFixture source) {
        return api.get(feed(source) + "?include_delivered=true", source.key())
                .json()
                .get("items")
                .valueStream()
                .toList();
    }

    private List<String> types(SourceFixture source) {
        return events(source).stream()
                .map(event -> event.get("type").stringValue())
                .toList();
    }

    @Test
    void aSourceThatDidNotAskGetsNone() {
        var source = api.newSource();
        var task = Api.idOf(api.newTask(source));
        requestChanges(task);
        approve(task);

        await().untilAsserted(() -> assertThat(types(source)).containsExactly("review_task.approved"));
    }

    @Test
    void theFeedHasThemInOrderWithTheDecision() {
        var source = pulling();
        var task = Api.idOf(api.newTask(source));
        api.patch("/review-tasks/" + task + "/blocks", reviewer, """
                {"blocks":[{"id":"body","content":"Hello you"}]}""");
        var sentBack = requestChanges(task);
        revise(task, source);
        requestChanges(task);
        approve(task);

        await().until(() -> events(source).size() == 3);
        assertThat(types(source))
                .containsExactly(
                        "review_task.changes_requested", "review_task.changes_requested", "review_task.approved");
        var event = events(source).getFirst();
        assertThat(event.propertyNames())
                .containsExactly(
                        "event_id",
                        "type",
                        "source_id",
                        "task_id",
                        "revision",
                        "change_request",
                        "working",
                        "occurred_at");
        assertThat(event.get("change_request")).isEqualTo(sentBack.get("change_request"));
        assertThat(event.get("working")).isEqualTo(sentBack.get("blocks_working"));
        assertThat(event.get("occurred_at")).isEqualTo(sentBack.get("updated_at"));
        assertThat(events(source))
                .extracting(each -> each.get("revision").intValue())
                .containsExactly(1, 2, 2);
        var path = feed(source) + "/" + event.get("event_id").stringValue();
        assertThat(api.get(path, source.key()).json()).isEqualTo(event);
    }

    @Test
    void theWebhookSendsWhatTheFeedShows() {
        var source = pushed();
        var task = Api.idOf(api.newTask(source));
        requestChanges(task);

        var call = receiver.await();
        OpenApiExchanges.checkWebhook(call.headers(), call.body());
        assertThat(call.header("X-HILT-Event-Type")).isEqualTo("changes_requested");
        assertThat(Api.JSON.readTree(call.body())).isEqualTo(events(source).getFirst());
        assertThat(call.header("webhook-id"))
                .isEqualTo(events(source).getFirst().get("event_id").stringValue());
        await().atMost(PATIENCE)
                .until(() ->
                        api.get(feed(source), source.key()).json().get("items").isEmpty());
        approve(task);
        assertThat(receiver.await().header("X-HILT-Event-Type")).isEqualTo("decision");
        api.awaitDelivery(task, "DELIVERED");
    }

    @Test
    void theirDeliveryChangesNoTask() {
        var source = pulling();
        var pending = Api.idOf(api.newTask(source));
        var decided = Api.idOf(api.newTask(source));
        requestChanges(pending);
        requestChanges(decided);
        approve(decided);
        await().until(() -> events(source).size() == 3);
        var before = Map.of(pending, api.task(pending), decided, api.task(decided));
        assertThat(api.task(pending).has("dispatch")).isFalse();

        var ids = Api.JSON.createArrayNode();
        events(source).stream()
                .filter(event -> event.has("change_request"))
                .forEach(event -> ids.add(event.get("event_id")));
        var acknowledged = api.post(feed(source) + "/ack", source.key(), "{\"event_ids\":" + ids + "}")
                .json();
        assertThat(acknowledged.get("acknowledged").intValue()).isEqualTo(2);

        assertThat(Map.of(pending, api.task(pending), decided, api.task(decided)))
                .isEqualTo(before);
        assertThat(api.get(feed(source), source.key()).json().get("items"))
                .extracting(event -> event.get("type").stringValue())
                .containsExactly("review_task.approved");
    }

    @Test
    void aDecisionIsNotDispatchedByALateChangeRequest() {
        var source = pushed();
        var gate = new CountDownLatch(1);
        receiver.behave(exchange -> {
            boolean isDecision =
                    exchange.getRequestHeaders().getFirst("X-HILT-Event-Type").equals("decision");
            (isDecision ? answer(400) : answerOnce(gate, answer(200))).answer(exchange);
        });
        var task = Api.idOf(api.newTask(source));
        requestChanges(task);
        receiver.await();
        approve(task);
        var failed = api.awaitDelivery(task, "FAILED");
        gate.countDown();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(jdbc.queryForList(
                                "select delivery_status::text from decision_events where task_id = ? order by id",
                                String.class,
                                task))
                        .containsExactly("DELIVERED", "FAILED"));
        assertThat(api.task(task)).isEqualTo(failed);
    }

    @Test
    void theyAreRetriedAndRedelivered() {
        receiver.behave(answer(500));
        var source = pushed();
        var task = Api.idOf(api.newTask(source));
        requestChanges(task);
        var id = events(source).getFirst().get("event_id").stringValue();
        var path = feed(source) + "/" + id;
        await().atMost(PATIENCE)
                .until(() -> api.get(path + "/attempts", source.key())
                                .json()
                                .get("items")
                                .size()
                        == 2);
        receiver.behave(answer(200));

        assertThat(api.post(path + "/redeliver", ADMIN, "").status()).isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() ->
                        api.get(feed(source), source.key()).json().get("items").isEmpty());
        assertThat(receiver.calls())
                .hasSize(3)
                .extracting(call -> call.header("webhook-id"))
                .containsOnly(id);
        assertThat(api.task(task).get("status").stringValue()).isEqualTo("PENDING");
    }

    @Test
    void aTaskIsArchivedWhateverBecameOfItsChangeRequest() {
        receiver.behave(answerOnce(testIsOver, answer(200)));
        var source = pushed();
        var task = Api.idOf(api.newTask(source));
        requestChanges(task);
        receiver.await();
        requestChanges(task);
        receiver.await();
        receiver.behave(answer(200));
        approve(task);

        assertThat(api.awaitDelivery(task, "DELIVERED").get("status").stringValue())
                .isEqualTo("DISPATCHED");
        assertThat(jdbc.queryForList(
                        "select next_attempt_at is null from events_being_pushed where task_id = ?",
                        Boolean.class,
                        task))
                .as("what keeps a task from being archived")
                .isEmpty();
    }

    @Test
    void onlyTheEventOfADecisionIsUniqueForItsTask() {
        var source = pulling();
        var task = Api.idOf(api.newTask(source));
        requestChanges(task);
        requestChanges(task);
        approve(task);
        var copy = """
                insert into decision_events (id, task_id, source_id, type, payload, created_at, next_attempt_at)
                select gen_random_uuid(), task_id, source_id, ?, payload, created_at, now() from decision_events
                where task_id = ? limit 1""";

        for (var decision : List.of("review_task.approved", "review_task.denied")) {
            assertThatThrownBy(() -> jdbc.update(copy, decision, task)).isInstanceOf(DuplicateKeyException.class);
        }
        assertThat(events(source)).hasSize(3);
    }

    @RepeatedTest(5)
    void theFeedKeepsTheOrderOfWhatHappened() {
        var source = pulling();
        var task = Api.idOf(api.newTask(source));
        atOnce(6, i -> {
            if (i == 5) {
                revise(task, source);
            } else {
                requestChanges(task);
            }
            return i;
        });
        approve(task);

        await().until(() -> events(source).size() == 6);
        assertThat(events(source))
                .extracting(event -> event.get("occurred_at").stringValue())
                .isSorted();
        assertThat(types(source)).last().isEqualTo("review_task.approved");
        var versions = jdbc.queryForList(
                "select version from journal where task_id = ? order by epoch, tx_id, number", Integer.class, task);
        assertThat(versions).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void aSourceChoosesItsEvents() {
        var source = api.newSource();
        var path = "/sources/" + source.id();
        assertThat(api.get(path, ADMIN).json().at("/delivery/events").toString())
                .isEqualTo("[\"decision\"]");

        var patched = api.patch(path, ADMIN, """
                {"delivery":{"events":["changes_requested","decision","decision"]}}""");
        assertThat(patched.json().at("/delivery/events").toString()).isEqualTo("[\"decision\",\"changes_requested\"]");
        assertThat(api.patch(path, ADMIN, "{\"name\":\"Other\"}").json().at("/delivery/events"))
                .as("what is not patched")
                .hasSize(2);
        assertThat(api.get(path, reviewer).json().at("/delivery/events")).hasSize(2);
        var task = Api.idOf(api.newTask(source));
        requestChanges(task);
        api.patch(path, ADMIN, "{\"delivery\":{\"events\":null}}");
        requestChanges(task);
        approve(task);

        await().until(() -> types(source).contains("review_task.approved"));
        assertThat(types(source)).containsExactly("review_task.changes_requested", "review_task.approved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"changes_requested\"]"})
    void decisionsAreAlwaysAmongThem(String events) {
        var source = api.newSource();
        var delivery = "{\"name\":\"x\",\"delivery\":{\"events\":" + events + "}}";
        assertThat(api.post("/sources", ADMIN, delivery).faultyFields()).containsExactly("delivery.events");
        assertThat(api.patch("/sources/" + source.id(), ADMIN, delivery).faultyFields())
                .containsExactly("delivery.events");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"decision\",\"comments\"]", "\"decision\"", "[\"decision\",7]", "[\"decision\",null]"})
    void unknownEventsAreRefused(String events) {
        assertThat(api.post("/sources", ADMIN, "{\"name\":\"x\",\"delivery\":{\"events\":" + events + "}}")
                        .faultyFields())
                .singleElement()
                .asString()
                .startsWith("delivery.events");
    }

    /** Payloads in the document, with its own values in place of ids, addresses and times. */
    @Test
    void theDocumentShowsWhatIsSent() throws IOException {
        var examples = new ArrayList<JsonNode>();
        Pattern.compile("```json\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/webhooks.md")))
                .results()
                .forEach(match -> examples.add(Api.JSON.readTree(match.group(1))));
        var sentBack = examples.get(1);
        var revision = examples.get(2);
        assertThat(examples).hasSize(3);
        var source = pushed();
        var filing = Api.JSON.createObjectNode();
        filing.set("blocks", sentBack.get("working"));
        filing.set("metadata", sentBack.get("metadata"));
        var task = Api.idOf(api.post("/review-tasks", source.key(), filing.toString()));
        var asked = Api.JSON.createObjectNode();
        asked.set("comment", sentBack.at("/change_request/comment"));
        asked.set("blocks", sentBack.at("/change_request/blocks"));

        api.post("/review-tasks/" + task + "/change-request", reviewer, asked.toString());
        assertThat(shape(Api.JSON.readTree(receiver.await().body()))).isEqualTo(shape(sentBack));
        var revised = api.post("/review-tasks/" + task + "/revisions", source.key(), revision.toString());
        assertThat(revised.status()).isEqualTo(201);
        assertThat(revised.json().get("blocks_original"))
                .hasSize(revision.get("blocks").size());
    }

    /** Its digests were computed by another implementation. */
    @Test
    void theDocumentShowsTheDecisionThatIsSent() throws IOException {
        var document = Pattern.compile("```json\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/webhooks.md")));
        assertThat(document.find()).isTrue();
        var sent = Api.JSON.readTree(document.group(1));
        var source = pushed();
        var filing = Api.JSON.createObjectNode();
        filing.set("blocks", sent.get("original"));
        var task = Api.idOf(api.post("/review-tasks", source.key(), filing.toString()));
        var edit = Api.JSON.createObjectNode();
        edit.set("blocks_working", sent.get("final"));
        assertThat(api.patch("/review-tasks/" + task + "/blocks", reviewer, edit.toString())
                        .status())
                .isEqualTo(200);
        approve(task);

        assertThat(shape(Api.JSON.readTree(receiver.await().body()))).isEqualTo(shape(sent));
    }

    /** The members in their order, with all that does not differ from one run to another. */
    private static String shape(JsonNode event) {
        return event.toString()
                .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "id")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "time")
                .replaceAll("[a-z]+@[a-z.]+", "address");
    }
}
