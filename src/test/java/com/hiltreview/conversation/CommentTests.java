package com.hiltreview.conversation;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.review.TaskCompletion;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.EventStream;
import com.hiltreview.testing.ReviewingTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Reviewers and agents comment on tasks. */
class CommentTests extends ReviewingTest {
    private static final String COMMENT = "{\"text\":\"Why?\"}";
    private static final String APPROVE = "{\"decision\":\"APPROVE\"}";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TaskCompletion completion;

    @SuppressWarnings("NullAway.Init")
    private Answer filed;

    @BeforeEach
    void fileTask() {
        filed = api.newTask(source);
    }

    private UUID id() {
        return Api.idOf(filed);
    }

    private String path() {
        return "/review-tasks/" + id();
    }

    private Answer comment(String body) {
        return api.post(path() + "/comments", reviewer, body);
    }

    private Answer decide(String... headers) {
        return api.post(path() + "/decision", reviewer, APPROVE, headers);
    }

    private void archive() {
        completion.archiveSome(clock.instant().plus(Duration.ofDays(1)), null);
    }

    private List<JsonNode> comments() {
        var page = api.get(path() + "/comments", source.key()).json();
        assertThat(page.get("next_cursor").isNull()).isTrue();
        return page.get("items").valueStream().toList();
    }

    private int count() {
        return api.task(id()).get("comment_count").intValue();
    }

    private void fill(int comments, String text) {
        jdbc.update("""
                insert into task_comments (task_id, number, id, text, author_kind, author_name, created_at)
                select ?, n, uuidv7(), ?, 'agent', 'hilt_sk_test_x', now() from generate_series(1, ?) n
                """, id(), text, comments);
        jdbc.update("update review_tasks set comment_count = ? where id = ?", comments, id());
    }

    @Test
    void commentsAreListedOldestFirstWithTheirAuthors() {
        var first = comment("{\"text\":\"Why this address?\",\"block_id\":\"body\"}");
        var second = api.post(path() + "/comments", source.key(), "{\"text\":\"It is new.\"}");
        var third = api.post(path() + "/comments", ADMIN, "{\"text\":\"Checked.\",\"block_id\":null}");

        assertThat(List.of(first.status(), second.status(), third.status())).containsOnly(201);
        assertThat(comments()).containsExactly(first.json(), second.json(), third.json());
        var asked = first.json();
        assertThat(asked.get("text").stringValue()).isEqualTo("Why this address?");
        assertThat(asked.get("block_id").stringValue()).isEqualTo("body");
        assertThat(asked.at("/author/type").stringValue()).isEqualTo("reviewer");
        assertThat(asked.at("/author/email").stringValue()).isEqualTo("reviewer@acme.test");
        var answered = second.json();
        assertThat(answered.has("block_id")).isFalse();
        assertThat(answered.at("/author/type").stringValue()).isEqualTo("agent");
        assertThat(answered.at("/author/name").stringValue()).startsWith("hilt_sk_test_");
        assertThat(answered.get("author").has("email")).isFalse();
        assertThat(third.json().at("/author/type").stringValue()).isEqualTo("agent");
        assertThat(api.get(path() + "/comments", reviewer).text())
                .isEqualTo(api.get(path() + "/comments", ADMIN).text());
    }

    @Test
    void aCommentChangesTheCountAndTheTagButNeitherVersionNorTime() {
        comment(COMMENT);

        var task = api.get(path(), source.key());
        assertThat(filed.json().get("comment_count").intValue()).isZero();
        assertThat(task.json().get("comment_count").intValue()).isEqualTo(1);
        assertThat(task.json().get("version")).isEqualTo(filed.json().get("version"));
        assertThat(task.json().get("updated_at")).isEqualTo(filed.json().get("updated_at"));
        assertThat(task.etag()).isNotEqualTo(filed.etag());
        assertThat(api.get(path(), source.key(), "If-None-Match", filed.etag()).status())
                .isEqualTo(200);
        assertThat(api.get(path(), source.key(), "If-None-Match", task.etag()).status())
                .isEqualTo(304);
        var item = api.get("/review-tasks?source_id=" + source.id(), reviewer)
                .json()
                .at("/items/0");
        assertThat(item.get("comment_count").intValue()).isEqualTo(1);
        assertThat(item.get("etag")).isEqualTo(task.json().get("etag"));
    }

    @Test
    void ifMatchComparesTheVersionOnly() {
        comment(COMMENT);
        assertThat(api.patch("/sources/" + source.id(), ADMIN, "{\"name\":\"Renamed\"}")
                        .status())
                .isEqualTo(200);
        var edited = api.patch(
                path() + "/blocks",
                reviewer,
                "{\"blocks\":[{\"id\":\"body\",\"content\":\"Edited\"}]}",
                "If-Match",
                filed.etag());
        assertThat(edited.status()).isEqualTo(200);

        comment(COMMENT);
        assertThat(decide("If-Match", filed.etag()).status()).isEqualTo(412);
        assertThat(decide("If-Match", "\"x\", " + edited.etag()).status()).isEqualTo(200);
    }

    /** The task may have been filed so shortly before the stream began that it is told again. */
    private static EventStream.Event firstAfterCreation(EventStream stream) {
        var event = stream.next();
        return event.name().equals("task.created") ? stream.next() : event;
    }

    @Test
    void theStreamReportsComments() {
        try (var stream = EventStream.open(api, source.key())) {
            comment(COMMENT);
            var event = firstAfterCreation(stream);
            assertThat(event.name()).isEqualTo("task.commented");
            assertThat(event.json().get("comment_count").intValue()).isEqualTo(1);
            assertThat(event.json().get("updated_at")).isEqualTo(filed.json().get("updated_at"));
            assertThat(event.json().get("etag").stringValue())
                    .isEqualTo(api.get(path(), source.key()).etag());
        }
    }

    @Test
    void theJournalNamesTheCommentAndTheAuditLogTheReviewer() {
        var comment = comment(COMMENT).json().get("id").stringValue();
        api.post(path() + "/comments", source.key(), COMMENT);

        assertThat(jdbc.queryForList(
                        "select author_kind || ' ' || version || ' ' || (data ->> 'comment_id' = ?) from journal"
                                + " where task_id = ? and kind = 'commented' order by tx_id",
                        String.class,
                        comment,
                        id()))
                .containsExactly("reviewer 1 true", "agent 1 false");
        assertThat(jdbc.queryForList(
                        "select after ->> 'comment_id' from audit_log where target_id = ? and action = 'review_task.comment'",
                        String.class,
                        id()))
                .containsExactly(comment);
    }

    @Test
    void aDecidedTaskTakesCommentsAndAnArchivedOneDoesNot() {
        decide();
        assertThat(comment(COMMENT).status()).isEqualTo(201);
        archive();

        var refused = comment(COMMENT);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.errorCode()).isEqualTo("INVALID_STATE_TRANSITION");
        assertThat(refused.json().at("/error/details").toString())
                .contains("\"current_status\":\"ARCHIVED\"")
                .contains("[\"PENDING\",\"APPROVED\",\"DENIED\",\"DISPATCHED\"]");
        assertThat(comment("{\"text\":\"\"}").status()).isEqualTo(400);
        assertThat(comments()).hasSize(1);
        assertThat(count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"text\":null}", "{\"text\":\"\"}", "{\"text\":\" \\n\\u200b\"}", "{\"text\":7}"})
    void aCommentNeedsAText(String body) {
        var refused = comment(body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.faultyFields()).containsExactly("text");
        assertThat(count()).isZero();
    }

    @Test
    void aTextHas4000CharactersAtMost() {
        assertThat(comment("{\"text\":\"" + "😀".repeat(4000) + "\"}").status()).isEqualTo(201);
        assertThat(comment("{\"text\":\"" + "😀".repeat(4001) + "\"}").faultyFields())
                .containsExactly("text");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aCommentNamesABlockOfTheTask() {
        assertThat(comment("{\"text\":\"Why?\",\"block_id\":\"nowhere\"}").faultyFields())
                .containsExactly("block_id");
        assertThat(comment("{\"text\":\"Why?\",\"block_id\":1}").faultyFields()).containsExactly("block_id");
        assertThat(count()).isZero();
    }

    @Test
    void anotherSourceSeesNoTask() {
        var other = api.newSource().key();
        comment(COMMENT);
        assertThat(api.post(path() + "/comments", other, COMMENT).status()).isEqualTo(404);
        assertThat(api.post(path() + "/comments", other, "{\"text\":\"Why?\",\"block_id\":\"nowhere\"}")
                        .status())
                .isEqualTo(404);
        assertThat(api.get(path() + "/comments", other).status()).isEqualTo(404);
        assertThat(api.get("/review-tasks/" + UUID.randomUUID() + "/comments", ADMIN)
                        .status())
                .isEqualTo(404);
        assertThat(count()).isEqualTo(1);
    }

    // Limits

    @Test
    void aTaskHas1000CommentsAtMostAlsoAtOnce() {
        fill(998, "Why?");
        var answers = atOnce(6, i -> comment(COMMENT));

        assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(201, 201, 409, 409, 409, 409);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .extracting(Answer::errorCode)
                .containsOnly("CONFLICT");
        assertThat(comments()).hasSize(1000);
        assertThat(count()).isEqualTo(1000);
    }

    @Test
    void theLargestCommentsComeInPages() {
        fill(1000, "😀".repeat(4000));
        var seen = new ArrayList<String>();
        var cursor = "";
        while (cursor != null) {
            var page = api.get(path() + "/comments" + cursor, reviewer);
            assertThat(page.body().length).isLessThan(2 * 1024 * 1024 + 64 * 1024);
            page.json()
                    .get("items")
                    .forEach(comment -> seen.add(comment.get("id").stringValue()));
            var next = page.json().get("next_cursor");
            cursor = next.isNull() ? null : "?cursor=" + next.stringValue();
        }
        assertThat(seen).hasSize(1000).doesNotHaveDuplicates();
        assertThat(api.get(path(), reviewer).body().length).isLessThan(4096);
    }

    @Test
    void aCursorOfAnotherTaskIsRefused() {
        fill(1000, "😀".repeat(4000));
        var cursor = api.get(path() + "/comments", reviewer)
                .json()
                .get("next_cursor")
                .stringValue();
        var other = Api.idOf(api.newTask(source));
        assertThat(api.get("/review-tasks/" + other + "/comments?cursor=" + cursor, reviewer)
                        .faultyFields())
                .containsExactly("cursor");
        assertThat(api.get(path() + "/comments?cursor=abc", reviewer).faultyFields())
                .containsExactly("cursor");
    }

    // Races

    @RepeatedTest(10)
    void aCommentAndADecisionBothSucceed() {
        var answers = atOnce(2, i -> i == 0 ? comment(COMMENT) : decide("If-Match", filed.etag()));

        assertThat(answers.getFirst().status()).isEqualTo(201);
        assertThat(answers.get(1).status()).isEqualTo(200);
        assertThat(count()).isEqualTo(1);
        assertThat(comments()).hasSize(1);
        assertThat(api.task(id()).get("status").stringValue()).isEqualTo("APPROVED");
    }

    @RepeatedTest(10)
    void commentsAtTheSameTimeAreAllKept() {
        var answers = atOnce(8, i -> comment("{\"text\":\"" + i + "\"}"));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(comments())
                .containsExactlyInAnyOrderElementsOf(
                        answers.stream().map(Answer::json).toList());
        assertThat(count()).isEqualTo(8);
        assertThat(jdbc.queryForObject(
                        "select count(*) from journal where task_id = ? and kind = 'commented'", Integer.class, id()))
                .isEqualTo(8);
    }

    @RepeatedTest(10)
    void aCommentComesBeforeAnArchivingOrNotAtAll() {
        decide();
        var answers = atOnce(2, i -> {
            if (i == 0) {
                return comment(COMMENT).status();
            }
            archive();
            return 0;
        });
        boolean written = answers.getFirst() == 201;

        assertThat(answers.getFirst()).isIn(201, 422);
        assertThat(comments()).hasSize(written ? 1 : 0);
        assertThat(count()).isEqualTo(written ? 1 : 0);
        assertThat(jdbc.queryForList(
                        "select kind from journal where task_id = ? and kind in ('commented', 'archived')"
                                + " order by tx_id, number",
                        String.class,
                        id()))
                .hasSizeLessThanOrEqualTo(2)
                .doesNotContainSequence("archived", "commented");
    }

    @Test
    void aCommentUpdatesNoIndex() {
        for (int i = 0; i < 20; i++) {
            comment(COMMENT);
        }
        assertThat(jdbc.queryForObject("""
                        select count(*) from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
                        where i.indrelid = 'review_tasks'::regclass and a.attname in ('comment_count', 'side_changes')
                        """, Integer.class)).isZero();
    }
}
