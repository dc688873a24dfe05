package com.hiltreview.review;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.EventStream;
import com.hiltreview.testing.ReviewingTest;
import com.hiltreview.testing.StatementCounter;
import com.hiltreview.testing.WebhookReceiver;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The number of SQL statements of a call: with a session, one more than with a cached key. */
class StatementCountTests extends ReviewingTest {
    private static final String TASK = """
            {%s"blocks":[{"id":"b","type":"plaintext","content":"Text"},{"id":"j","type":"json","content":{"a":1}}]}""";

    private static List<String> statements(As as, int status, Function<As, Answer> call) {
        var requestId = UUID.randomUUID().toString();
        StatementCounter.watch(requestId);
        var answer = call.apply(request -> {
            as.accept(request);
            request.header("X-Request-Id", requestId);
        });
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return StatementCounter.of(requestId);
    }

    /** Keys stay cached. */
    @BeforeEach
    void stopTheClock() {
        clock.stopAt(Instant.now());
        api.get("/auth/me", source.key());
        api.get("/auth/me", ADMIN);
    }

    private int forTheSession(As as) {
        return as.equals(reviewer) ? 1 : 0;
    }

    @Test
    void aCreationTakesTwo() {
        var body = TASK.formatted("");
        var adminBody = TASK.formatted("\"source_id\":\"" + source.id() + "\",");

        assertThat(statements(source.key(), 201, as -> api.post("/review-tasks", as, body)))
                .hasSize(2);
        assertThat(statements(source.key(), 201, as -> api.post("/review-tasks", as, body, "Idempotency-Key", "k")))
                .hasSize(2);
        assertThat(statements(source.key(), 201, as -> api.post("/review-tasks", as, body, "Idempotency-Key", "k")))
                .as("repeated")
                .hasSize(3);
        assertThat(statements(ADMIN, 201, as -> api.post("/review-tasks", as, adminBody)))
                .hasSize(2);
    }

    @Test
    void anUnknownKeyIsLookedUpByOneMore() {
        var fresh = api.newSource();
        assertThat(statements(fresh.key(), 200, as -> api.get("/review-tasks", as)))
                .hasSize(2);
        assertThat(statements(fresh.key(), 200, as -> api.get("/review-tasks", as)))
                .hasSize(1);
    }

    @Test
    void aReadTakesOne() {
        var path = "/review-tasks/" + Api.idOf(api.newTask(source));

        for (var as : List.of(source.key(), ADMIN, reviewer)) {
            assertThat(statements(as, 200, it -> api.get(path, it))).hasSize(1 + forTheSession(as));
        }
        api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}");
        assertThat(statements(source.key(), 200, as -> api.get(path, as))).hasSize(1);
    }

    @Test
    void aDiffTakesOne() {
        var path = "/review-tasks/" + Api.idOf(api.newTask(source));
        api.patch(path + "/blocks", reviewer, "{\"blocks\":[{\"id\":\"body\",\"content\":\"New\"}]}");

        assertThat(statements(source.key(), 200, as -> api.get(path + "/diff", as)))
                .hasSize(1);
        var etag = api.get(path, reviewer).etag();
        assertThat(statements(source.key(), 304, as -> api.get(path + "/diff", as, "If-None-Match", etag)))
                .hasSize(1);
        api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}");
        assertThat(statements(source.key(), 200, as -> api.get(path + "/diff", as)))
                .hasSize(1);
    }

    @Test
    void aPageTakesOne() {
        api.newTask(source);
        api.newTask(source);

        for (var as : List.of(source.key(), ADMIN, reviewer)) {
            for (var path : List.of(
                    "/review-tasks", "/review-tasks?q=task&sort=priority&status=PENDING&source_id=" + source.id())) {
                assertThat(statements(as, 200, it -> api.get(path, it)))
                        .as(path)
                        .hasSize(1 + forTheSession(as));
            }
        }
        var cursor = api.get("/review-tasks?limit=1", source.key())
                .json()
                .get("next_cursor")
                .stringValue();
        assertThat(statements(source.key(), 200, as -> api.get("/review-tasks?limit=1&cursor=" + cursor, as)))
                .hasSize(1);
    }

    @Test
    void aDecisionTakesThree() {
        try (var receiver = new WebhookReceiver()) {
            var pushed = api.newSource("""
                    {"name":"Pushed","delivery":{"webhook":{"url":"%s"}}}""".formatted(receiver.url()));
            for (var fixture : List.of(source, pushed)) {
                var path = "/review-tasks/" + Api.idOf(api.newTask(fixture));
                api.patch(path + "/blocks", reviewer, "{\"blocks\":[{\"id\":\"body\",\"content\":\"New\"}]}");
                assertThat(statements(
                                reviewer, 200, as -> api.post(path + "/decision", as, "{\"decision\":\"APPROVE\"}")))
                        .hasSize(3);
            }
            receiver.await();
        }
    }

    @Test
    void aChangeRequestTakesAsManyAsADecision() {
        for (var events : List.of("[\"decision\"]", "[\"decision\",\"changes_requested\"]")) {
            var fixture = api.newSource("{\"name\":\"Any\",\"delivery\":{\"events\":" + events + "}}");
            var path = "/review-tasks/" + Api.idOf(api.newTask(fixture)) + "/change-request";
            assertThat(statements(reviewer, 200, as -> api.post(path, as, "{\"comment\":\"Shorter\"}")))
                    .hasSize(3);
        }
    }

    @Test
    void aCommentTakesTwo() {
        var path = "/review-tasks/" + Api.idOf(api.newTask(source)) + "/comments";
        var body = "{\"text\":\"Why?\",\"block_id\":\"body\"}";

        assertThat(statements(source.key(), 201, as -> api.post(path, as, body)))
                .hasSize(2);
        assertThat(statements(source.key(), 200, as -> api.get(path, as))).hasSize(2);
    }

    @Test
    void aRevisionTakesTwo() {
        var path = "/review-tasks/" + Api.idOf(api.newTask(source)) + "/revisions";
        var body = TASK.formatted("");

        assertThat(statements(source.key(), 201, as -> api.post(path, as, body)))
                .hasSize(2);
        assertThat(statements(ADMIN, 201, as -> api.post(path, as, body))).hasSize(2);
        assertThat(statements(source.key(), 201, as -> api.post(path, as, body, "Idempotency-Key", "r")))
                .hasSize(2);
        assertThat(statements(source.key(), 201, as -> api.post(path, as, body, "Idempotency-Key", "r")))
                .as("repeated")
                .hasSize(3);
        assertThat(statements(source.key(), 200, as -> api.get(path, as))).hasSize(1);
        assertThat(statements(source.key(), 200, as -> api.get(path.replace("revisions", "diff?from=1&to=2"), as)))
                .hasSize(1);
    }

    @Test
    void anEditTakesThree() {
        var path = "/review-tasks/" + Api.idOf(api.newTask(source)) + "/blocks";
        assertThat(statements(
                        reviewer,
                        200,
                        as -> api.patch(path, as, "{\"blocks\":[{\"id\":\"body\",\"content\":\"New\"}]}")))
                .hasSize(3);
    }

    @Test
    void aPollTakesTwo() {
        makeTwoEvents();
        var first = api.get(feed() + "?limit=1", source.key()).json();
        var end = end();

        for (var query : List.of(
                "",
                "?include_delivered=true",
                "?after=" + first.get("next_cursor").stringValue(),
                "?after=" + end,
                "?wait=1")) {
            assertThat(statements(source.key(), 200, as -> api.get(feed() + query, as)))
                    .as(query)
                    .hasSize(2);
        }
        var afterAnEvent = feed() + "?after=" + first.at("/items/0/event_id").stringValue();
        assertThat(statements(source.key(), 200, as -> api.get(afterAnEvent, as)))
                .as("whose place is read too")
                .hasSize(3);
    }

    @Test
    void aWaitThatEndsWithoutAnythingTakesThreePolls() {
        assertThat(statements(source.key(), 200, as -> api.get(feed() + "?wait=1", as)))
                .as("before it waits, when changes would wake it, and at the end")
                .hasSize(6);
    }

    @Test
    void aWaitForADecisionTakesTwo() {
        var path = "/review-tasks/" + Api.idOf(api.newTask(source)) + "?wait=1";
        assertThat(statements(source.key(), 200, as -> api.get(path, as)))
                .as("a look at the status, and the task")
                .hasSize(2);
    }

    @Test
    void anAcknowledgementTakesFour() {
        for (var as : List.of(source.key(), ADMIN)) {
            makeTwoEvents();
            var ids = Api.JSON.createArrayNode();
            api.get(feed(), source.key()).json().get("items").forEach(event -> ids.add(event.get("event_id")));
            var body = Api.JSON.createObjectNode().set("event_ids", ids).toString();
            assertThat(statements(as, 200, it -> api.post(feed() + "/ack", it, body)))
                    .hasSize(as.equals(ADMIN) ? 5 : 4);
        }
    }

    @Test
    void aStreamTakesNoneBesideOthers() {
        try (var other = EventStream.open(api, ADMIN)) {
            assertThat(other.greeting()).isNotEmpty();
            for (var as : List.of(source.key(), reviewer)) {
                var requestId = UUID.randomUUID().toString();
                StatementCounter.watch(requestId);
                try (var stream = EventStream.open(api, request -> {
                    as.accept(request);
                    request.header("X-Request-Id", requestId);
                })) {
                    assertThat(stream.greeting()).isNotEmpty();
                    assertThat(StatementCounter.of(requestId)).hasSize(forTheSession(as));
                }
            }
        }
    }

    @Test
    void aSessionIsReadByOne() {
        assertThat(statements(reviewer, 200, as -> api.get("/auth/me", as))).hasSize(1);
    }

    private String feed() {
        return "/sources/" + source.id() + "/decision-events";
    }

    private void makeTwoEvents() {
        api.newApproval(source, reviewer);
        api.newApproval(source, reviewer);
        await().until(() -> api.get(feed(), source.key()).json().get("items").size() == 2);
    }

    private String end() {
        return api.get(feed(), source.key()).json().get("next_cursor").stringValue();
    }
}
