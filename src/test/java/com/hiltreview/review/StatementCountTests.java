package com.hiltreview.review;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.ReviewingTest;
import com.hiltreview.testing.StatementCounter;
import com.hiltreview.testing.WebhookReceiver;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a call costs the database, authentication included. */
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

    private static void assertAtMost(int limit, List<String> statements) {
        // None at all would mean that nothing was counted.
        assertThat(statements).isNotEmpty().hasSizeLessThanOrEqualTo(limit);
    }

    @Test
    void aCreationTakesAtMostThree() {
        var body = TASK.formatted("");
        var adminBody = TASK.formatted("\"source_id\":\"" + source.id() + "\",");

        assertAtMost(3, statements(source.key(), 201, as -> api.post("/review-tasks", as, body)));
        assertAtMost(
                3, statements(source.key(), 201, as -> api.post("/review-tasks", as, body, "Idempotency-Key", "k")));
        assertAtMost(
                3, statements(source.key(), 201, as -> api.post("/review-tasks", as, body, "Idempotency-Key", "k")));
        assertAtMost(3, statements(ADMIN, 201, as -> api.post("/review-tasks", as, adminBody)));
    }

    @Test
    void aReadTakesAtMostTwo() {
        var path = "/review-tasks/" + Api.idOf(api.newTask(source));

        for (var as : List.of(source.key(), ADMIN, reviewer)) {
            assertAtMost(2, statements(as, 200, it -> api.get(path, it)));
        }
        api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}");
        assertAtMost(2, statements(source.key(), 200, as -> api.get(path, as)));
    }

    @Test
    void aDiffTakesAtMostTwo() {
        var path = "/review-tasks/" + Api.idOf(api.newTask(source));
        api.patch(path + "/blocks", reviewer, "{\"blocks\":[{\"id\":\"body\",\"content\":\"New\"}]}");

        assertAtMost(2, statements(reviewer, 200, as -> api.get(path + "/diff", as)));
        var etag = api.get(path, reviewer).etag();
        assertAtMost(2, statements(reviewer, 304, as -> api.get(path + "/diff", as, "If-None-Match", etag)));
        api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}");
        assertAtMost(2, statements(source.key(), 200, as -> api.get(path + "/diff", as)));
    }

    @Test
    void aPageTakesAtMostTwo() {
        api.newTask(source);
        api.newTask(source);

        for (var as : List.of(source.key(), ADMIN, reviewer)) {
            assertAtMost(2, statements(as, 200, it -> api.get("/review-tasks", it)));
            assertAtMost(
                    2,
                    statements(
                            as,
                            200,
                            it -> api.get(
                                    "/review-tasks?q=task&sort=priority&status=PENDING&source_id=" + source.id(), it)));
        }
        var cursor = api.get("/review-tasks?limit=1", source.key())
                .json()
                .get("next_cursor")
                .stringValue();
        assertAtMost(2, statements(source.key(), 200, as -> api.get("/review-tasks?limit=1&cursor=" + cursor, as)));
    }

    @Test
    void aDecisionTakesAtMostEight() {
        try (var receiver = new WebhookReceiver()) {
            var pushed = api.newSource("""
                    {"name":"Pushed","delivery":{"webhook":{"url":"%s"}}}""".formatted(receiver.url()));
            for (var fixture : List.of(source, pushed)) {
                var path = "/review-tasks/" + Api.idOf(api.newTask(fixture));
                api.patch(path + "/blocks", reviewer, "{\"blocks\":[{\"id\":\"body\",\"content\":\"New\"}]}");
                assertAtMost(
                        8,
                        statements(
                                reviewer, 200, as -> api.post(path + "/decision", as, "{\"decision\":\"APPROVE\"}")));
            }
            receiver.await();
        }
    }

    @Test
    void anEditTakesAtMostThree() {
        var path = "/review-tasks/" + Api.idOf(api.newTask(source)) + "/blocks";
        assertAtMost(
                3,
                statements(
                        reviewer,
                        200,
                        as -> api.patch(path, as, "{\"blocks\":[{\"id\":\"body\",\"content\":\"New\"}]}")));
    }
}
