package com.hiltreview.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.review.TaskCompletion;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.ReviewingTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class JournalTests extends ReviewingTest {
    @Test
    void recordsTheWholeLifeOfATaskAndWhoChangedIt(@Autowired TaskCompletion completion) {
        // So long that no other test's task is archived with it.
        var longAgo = Instant.now().minus(Duration.ofDays(9000));
        clock.stopAt(longAgo);
        var task = Api.idOf(api.newTask(source));
        var path = "/review-tasks/" + task;
        api.patch(path + "/blocks", reviewer, "{\"blocks\":[{\"id\":\"body\",\"content\":\"Other words\"}]}");
        var event = api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}")
                .json()
                .at("/dispatch/decision_event_id")
                .stringValue();
        api.post(
                "/sources/" + source.id() + "/decision-events/ack",
                source.key(),
                "{\"event_ids\":[\"%s\"]}".formatted(event));
        clock.goOn();
        completion.archiveSome(longAgo.plusMillis(1), null);

        var agent =
                jdbc.queryForObject("select key_prefix from api_keys where source_id = ?", String.class, source.id());
        assertThat(history(task))
                .containsExactly(
                        "created PENDING 1 agent " + agent,
                        "edited PENDING 2 reviewer reviewer@acme.test",
                        "decided APPROVED 3 reviewer reviewer@acme.test",
                        "dispatched DISPATCHED 4 system null",
                        "archived ARCHIVED 5 system null");
    }

    @Test
    void recordsNoRepeatedFilingAndNoEditThatChangesNothing() {
        var body = """
                {"blocks":[{"id":"body","type":"plaintext","content":"Words"}]}
                """;
        var task = Api.idOf(api.post("/review-tasks", source.key(), body, "Idempotency-Key", "once"));
        assertThat(Api.idOf(api.post("/review-tasks", source.key(), body, "Idempotency-Key", "once")))
                .isEqualTo(task);
        api.patch(
                "/review-tasks/" + task + "/blocks",
                reviewer,
                "{\"blocks\":[{\"id\":\"body\",\"content\":\"Words\"}]}");
        assertThat(history(task)).hasSize(1);
    }

    private List<@Nullable String> history(UUID task) {
        return jdbc.queryForList("""
                select kind || ' ' || status || ' ' || version || ' ' || author_kind || ' ' || coalesce(author, 'null')
                from journal where task_id = ? order by epoch, tx_id, number
                """, String.class, task);
    }
}
