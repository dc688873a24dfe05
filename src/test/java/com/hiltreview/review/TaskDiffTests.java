package com.hiltreview.review;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ReviewingTest;
import com.hiltreview.testing.WebhookReceiver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TaskDiffTests extends ReviewingTest {
    private static final int BLOCK = 256 * 1024;

    private String fileTask(SourceFixture owner) {
        var task = api.post("/review-tasks", owner.key(), """
                {"blocks":[{"id":"text","type":"markdown","content":"One\\r\\ntwo\\nthree"},
                           {"id":"data","type":"json","content":{"a":1.10,"list":[1,2,3],"~/":"x"}},
                           {"id":"quoted","type":"json","content":"{\\"k\\": [1, 2]}"},
                           {"id":"same","type":"plaintext","content":""}]}
                """);
        assertThat(task.status()).isEqualTo(201);
        return "/review-tasks/" + Api.idOf(task);
    }

    private void edit(String path) {
        edit(path, """
                {"blocks":[{"id":"text","content":"One\\r\\n2\\nthree\\n"},
                           {"id":"data","content":{"a":12345678901234567890.10,"list":[3,1],"new":{"x":null}}},
                           {"id":"quoted","content":"{\\"k\\":[2]}"}]}
                """);
    }

    private void edit(String path, String body) {
        assertThat(api.patch(path + "/blocks", reviewer, body).status()).isEqualTo(200);
    }

    private Answer approve(String path, String etag) {
        var decided = api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}", "If-Match", etag);
        assertThat(decided.status()).isEqualTo(200);
        return decided;
    }

    private Answer diff(String path) {
        var answer = api.get(path + "/diff", reviewer);
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    @Test
    void equalsTheReceivedDiffByteForByteOnceItIsDecided() {
        try (var receiver = new WebhookReceiver()) {
            var pushed = api.newSource(
                    "{\"name\":\"Pushed\",\"delivery\":{\"webhook\":{\"url\":\"%s\"}}}".formatted(receiver.url()));
            var path = fileTask(pushed);
            edit(path);

            var shown = diff(path);
            assertThat(shown.json().get("text_diffs").size()).isEqualTo(1);
            assertThat(shown.json().get("json_patches").size()).isEqualTo(2);
            var decided = approve(path, shown.etag());

            assertThat(decided.text()).contains("\"diff\":" + shown.text());
            assertThat(new String(receiver.await().body(), StandardCharsets.UTF_8))
                    .contains("\"diff\":" + shown.text());
        }
    }

    @Test
    void isTheRecordedDiffOnceItIsDecided() {
        var path = fileTask(source);
        edit(path);
        var before = diff(path);
        approve(path, before.etag());

        var after = diff(path);
        var task = api.get(path, reviewer);
        assertThat(after.etag()).isEqualTo(task.etag()).isNotEqualTo(before.etag());
        assertThat(task.text()).contains("\"diff\":" + after.text());
        assertThat(after.text()).as("byte for byte").isEqualTo(before.text());
    }

    @Test
    void isEmptyIfNothingWasChanged() {
        var path = fileTask(source);
        assertThat(diff(path).text()).isEqualTo("{}");
        edit(path);
        assertThat(diff(path).text()).isNotEqualTo("{}");
        edit(path, """
                {"blocks":[{"id":"text","content":"One\\r\\ntwo\\nthree"},
                           {"id":"data","content":{"~/":"x","list":[1,2,3],"a":1.1}},
                           {"id":"quoted","content":"{\\"k\\":[1,2]}"}]}
                """);
        assertThat(diff(path).text()).isEqualTo("{}");
        approve(path, diff(path).etag());
        assertThat(diff(path).text()).isEqualTo("{}");
    }

    @Test
    void belongsToAVersionOfTheTask() {
        var path = fileTask(source);
        var first = diff(path);
        assertThat(first.etag()).isEqualTo(api.get(path, reviewer).etag());
        assertThat(unchangedSince(path, first.etag())).isEqualTo(304);

        edit(path);
        assertThat(unchangedSince(path, first.etag())).isEqualTo(200);
        var refused = api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}", "If-Match", first.etag());
        assertThat(refused.status()).isEqualTo(412);

        approve(path, diff(path).etag());
        assertThat(unchangedSince(path, "W/" + diff(path).etag() + ", \"other\""))
                .isEqualTo(304);
    }

    private int unchangedSince(String path, String etag) {
        var answer = api.get(path + "/diff", reviewer, "If-None-Match", etag);
        if (answer.status() == 304) {
            assertThat(answer.body()).isEmpty();
            assertThat(answer.etag()).isEqualTo(api.get(path, reviewer).etag());
        }
        return answer.status();
    }

    @Test
    void isComputedOnceForAVersion() {
        var path = fileTask(source);
        edit(path);
        var shown = diff(path);
        // While the version stays the same, the blocks are not even read.
        jdbc.update(
                "update review_tasks set blocks_working = blocks_original where id = ?",
                UUID.fromString(path.substring(path.lastIndexOf('/') + 1)));
        assertThat(diff(path).text()).isEqualTo(shown.text());
        assertThat(unchangedSince(path, shown.etag())).isEqualTo(304);

        edit(path, "{\"blocks\":[{\"id\":\"text\",\"content\":\"Other\"}]}");
        assertThat(diff(path).text()).isNotEqualTo(shown.text()).contains("+Other");
    }

    @Test
    void isShownAgainUnderTheTagOfARenamedSource() {
        var path = fileTask(source);
        edit(path);
        var shown = diff(path);
        api.patch("/sources/" + source.id(), ADMIN, "{\"name\":\"Renamed\"}");
        var again = api.get(path + "/diff", reviewer, "If-None-Match", shown.etag());
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(shown.text());
        assertThat(again.etag()).isNotEqualTo(shown.etag());
    }

    @Test
    void changesNothing() {
        var path = fileTask(source);
        edit(path);
        var before = api.get(path, reviewer);
        diff(path);
        assertThat(api.get(path, reviewer).text()).isEqualTo(before.text());
    }

    @Test
    void isHiddenFromOtherSources() {
        var path = fileTask(source);
        edit(path);
        assertThat(api.get(path + "/diff", source.key()).text())
                .isEqualTo(diff(path).text());
        assertThat(api.get(path + "/diff", ADMIN).text()).isEqualTo(diff(path).text());

        var stranger = api.newSource().key();
        var hidden = api.get(path + "/diff", stranger, "If-None-Match", "*");
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.errorCode()).isEqualTo("NOT_FOUND");
        assertThat(api.get("/review-tasks/" + UUID.randomUUID() + "/diff", reviewer)
                        .status())
                .isEqualTo(404);
        assertThat(api.get("/review-tasks/none/diff", reviewer).status()).isEqualTo(400);
    }

    @Test
    void isAnsweredQuicklyForTheLargestTask() {
        var random = Random.from(new SplittableRandom(1));
        var task = api.post(
                "/review-tasks",
                source.key(),
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"plaintext\",\"content\":\"%s\"},{\"id\":\"b\",\"type\":\"json\",\"content\":%s}]}"
                        .formatted(lines(random), digits(random)));
        assertThat(task.status()).isEqualTo(201);
        var path = "/review-tasks/" + Api.idOf(task);
        edit(path, "{\"blocks\":[{\"id\":\"a\",\"content\":\"%s\"}]}".formatted(lines(random)));
        edit(path, "{\"blocks\":[{\"id\":\"b\",\"content\":%s}]}".formatted(digits(random)));

        var start = Instant.now();
        var shown = diff(path);
        // It takes less than a second on an idle machine, but this one is busy with other tests.
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(shown.body()).hasSizeGreaterThan(BLOCK);
        assertThat(approve(path, shown.etag()).text()).contains("\"diff\":" + shown.text());
    }

    private static String lines(Random random) {
        return random.ints(BLOCK / 2, 'a', 'f')
                .mapToObj(letter -> (char) letter + "\\n")
                .collect(Collectors.joining());
    }

    private static String digits(Random random) {
        return random.ints(BLOCK / 2 - 10, 0, 10)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "[", "]"));
    }
}
