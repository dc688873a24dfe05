package com.hiltreview.review;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static com.hiltreview.testing.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.ReviewingTest;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockEditingTests extends ReviewingTest {
    @SuppressWarnings("NullAway.Init")
    private Answer task;

    @BeforeEach
    void fileTask() {
        task = api.post("/review-tasks", source.key(), """
                {"title":"Edit me",
                 "interaction_schema":{"type":"choice","options":[
                    {"id":"short","label":"Short","patches":[{"block_id":"text","op":"replace","value":"Short"},
                                                             {"block_id":"fixed","op":"replace","value":{"amount":5}}]},
                    {"id":"nothing","label":"As it is"}]},
                 "blocks":[{"id":"text","type":"markdown","content":"Long","label":"Message"},
                           {"id":"data","type":"json","content":{"a":1.10,"b":[1]}},
                           {"id":"fixed","type":"json","content":{"amount":10},"editable":false}]}
                """);
        assertThat(task.status()).isEqualTo(201);
    }

    private Answer edit(String body, String... headers) {
        return api.patch("/review-tasks/" + Api.idOf(task) + "/blocks", reviewer, body, headers);
    }

    private Answer editBlock(String block, String content, String... headers) {
        return edit("{\"blocks\":[{\"id\":\"" + block + "\",\"content\":" + content + "}]}", headers);
    }

    private Answer read() {
        return api.get("/review-tasks/" + Api.idOf(task), reviewer);
    }

    private void decide() {
        assertThat(api.post("/review-tasks/" + Api.idOf(task) + "/decision", reviewer, "{\"decision\":\"APPROVE\"}")
                        .status())
                .isEqualTo(200);
    }

    private void assertUnchanged() {
        assertThat(read().json()).isEqualTo(task.json());
        assertThat(read().etag()).isEqualTo(task.etag());
    }

    @Test
    void namedBlocksGetNewContent() {
        var edited = edit(
                "{\"blocks\":[{\"id\":\"data\",\"content\":{\"a\":2}},{\"id\":\"text\",\"content\":\"New\"}]}",
                "If-Match",
                task.etag());

        assertThat(edited.status()).isEqualTo(200);
        assertThat(edited.json().at("/blocks_working/0/content").stringValue()).isEqualTo("New");
        assertThat(edited.json().at("/blocks_working/0/label").stringValue()).isEqualTo("Message");
        assertThat(edited.json().at("/blocks_working/1/content").toString()).isEqualTo("{\"a\":2}");
        assertThat(edited.json().at("/blocks_working/2")).isEqualTo(task.json().at("/blocks_working/2"));
        assertThat(edited.json().get("blocks_original")).isEqualTo(task.json().get("blocks_original"));
        assertThat(edited.json().get("version").intValue()).isEqualTo(2);
        assertThat(edited.etag()).isNotEqualTo(task.etag());
        assertThat(read().json()).isEqualTo(edited.json());
        assertThat(read().etag()).isEqualTo(edited.etag());
    }

    @Test
    void wholeBlocksMayBeSentAndOthersOmitted() {
        var edited = edit("""
                {"blocks_working":[
                    {"id":"fixed","type":"json","content":{"amount":10.0},"editable":false},
                    {"id":"text","type":"markdown","content":"New","label":"Message","editable":true}]}
                """);

        assertThat(edited.status()).isEqualTo(200);
        assertThat(edited.json().at("/blocks_working/0/content").stringValue()).isEqualTo("New");
        assertThat(edited.json().at("/blocks_working/1")).isEqualTo(task.json().at("/blocks_working/1"));
        assertThat(edited.json().at("/blocks_working/2/content/amount").intValue())
                .isEqualTo(10);
    }

    @Test
    void jsonIsComparedByValueInEveryForm() {
        var edited = edit("""
                {"blocks":[{"id":"fixed","content":"{ \\"amount\\" : 10.0 }"},
                           {"id":"data","content":"{\\"b\\":[1.0],\\"a\\":1.1}"}]}
                """);

        assertThat(edited.status()).isEqualTo(200);
        assertUnchanged();
        assertThat(editBlock("fixed", "\"{\\\"amount\\\":11}\"").status()).isEqualTo(422);
    }

    @Test
    void manyConcurrentEditsAllSucceed() {
        assertThat(atOnce(300, number -> editBlock("text", "\"" + number + "\"")))
                .extracting(Answer::status)
                .containsOnly(200);

        assertThat(read().json().get("version").intValue()).isEqualTo(301);
    }

    @Test
    void theBlocksOfTheAnswerCanBeSentBack() {
        var edited = edit("{\"blocks_working\":" + task.json().get("blocks_working") + "}");

        assertThat(edited.status()).isEqualTo(200);
        assertUnchanged();
    }

    @Test
    void anOptionAppliesItsPatchesToBlocksThatReviewersMayNotEditToo() {
        var edited = edit("{\"option_id\":\"short\"}");

        assertThat(edited.status()).isEqualTo(200);
        assertThat(edited.json().at("/blocks_working/0/content").stringValue()).isEqualTo("Short");
        assertThat(edited.json().at("/blocks_working/2/content/amount").intValue())
                .isEqualTo(5);
        assertThat(edited.json().at("/blocks_working/2/editable").booleanValue())
                .isFalse();
        assertThat(edit("{\"option_id\":\"nothing\"}").etag()).isEqualTo(edited.etag());
    }

    @Test
    void whatAnOptionSetCanBeRevertedToTheOriginal() {
        edit("{\"option_id\":\"short\"}");

        assertThat(editBlock("fixed", "{\"amount\":11}").errorCode()).isEqualTo("BLOCK_NOT_EDITABLE");
        var back = editBlock("fixed", "{\"amount\":10}");

        assertThat(back.status()).isEqualTo(200);
        assertThat(back.json().at("/blocks_working/2/content/amount").intValue())
                .isEqualTo(10);
        var chosen = editBlock("fixed", "\"{ \\\"amount\\\": 5.00 }\"");
        assertThat(chosen.status()).isEqualTo(200);
        assertThat(chosen.json().at("/blocks_working/2/content").toString()).isEqualTo("{\"amount\":5}");
    }

    @Test
    void fixedBlocksHoldWhatOneOptionSetsAndNeverAMixtureOfTwo() {
        task = api.post("/review-tasks", source.key(), """
                {"title":"Pay",
                 "interaction_schema":{"type":"choice","options":[
                    {"id":"a","label":"A","patches":[{"block_id":"payee","op":"replace","value":"Acme"},
                                                     {"block_id":"amount","op":"replace","value":"10"}]},
                    {"id":"b","label":"B","patches":[{"block_id":"payee","op":"replace","value":"Best"},
                                                     {"block_id":"amount","op":"replace","value":"2000"}]}]},
                 "blocks":[{"id":"payee","type":"plaintext","content":"nobody","editable":false},
                           {"id":"amount","type":"plaintext","content":"0","editable":false}]}
                """);
        edit("{\"option_id\":\"a\"}");

        assertThat(editBlock("amount", "\"2000\"").errorCode()).isEqualTo("BLOCK_NOT_EDITABLE");
        assertThat(editBlock("amount", "\"0\"").errorCode()).isEqualTo("BLOCK_NOT_EDITABLE");
        var other = edit("""
                {"blocks":[{"id":"payee","content":"Best"},{"id":"amount","content":"2000"}]}""");
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.json().at("/blocks_working/0/content").stringValue()).isEqualTo("Best");
    }

    @Test
    void unchangedContentKeepsTheETag() {
        assertThat(editBlock("text", "\"Long\"").etag()).isEqualTo(task.etag());
        assertThat(editBlock("data", "{\"b\":[1.0],\"a\":1.1}").etag()).isEqualTo(task.etag());
        assertThat(editBlock("fixed", "{\"amount\":1e1}").etag()).isEqualTo(task.etag());
        assertUnchanged();
    }

    @Test
    void revertingToTheOriginalIsAnEditThatLeavesNoChanges() {
        editBlock("text", "\"Other\"");
        var back = editBlock("text", "\"Long\"");

        assertThat(back.json().get("version").intValue()).isEqualTo(3);
        assertThat(api.get("/review-tasks", source.key())
                        .json()
                        .at("/items/0/has_changes")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void anOldETagIsRefusedWithTheCurrentOne() {
        var edited = editBlock("text", "\"First\"", "If-Match", task.etag());
        var late = editBlock("text", "\"Second\"", "If-Match", task.etag());

        assertThat(late.status()).isEqualTo(412);
        assertThat(late.errorCode()).isEqualTo("PRECONDITION_FAILED");
        assertThat(late.json().at("/error/details/current_etag").stringValue()).isEqualTo(edited.etag());
        assertThat(read().json()).isEqualTo(edited.json());
    }

    @Test
    void ifMatchAcceptsListsAndStars() {
        assertThat(editBlock("text", "\"1\"", "If-Match", "*").status()).isEqualTo(200);
        assertThat(editBlock("text", "\"2\"", "If-Match", "\"x\", " + read().etag())
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "W/\"TAG\"",
                "\"TAG-gzip\"",
                "\"TAG-br\"",
                "\"TAG--gzip\"",
                "\"TAG;gzip\"",
                "\"TAG-deflate\"",
                "\"TAG-zstd\"",
                "W/\"TAG-gzip\"",
                "\"other\", W/\"TAG--br\""
            })
    void aTagThatAProxyChangedNamesTheSameVersion(String form) {
        var path = "/review-tasks/" + Api.idOf(task);
        var present = form.replace("TAG", task.etag().replace("\"", ""));
        assertThat(api.get(path, reviewer, "If-None-Match", present).status()).isEqualTo(304);
        assertThat(api.get(path + "/diff", reviewer, "If-None-Match", present).status())
                .isEqualTo(304);
        var edited = editBlock("text", "\"1\"", "If-Match", present);
        assertThat(edited.status()).isEqualTo(200);

        assertThat(editBlock("text", "\"2\"", "If-Match", present).status()).isEqualTo(412);
        assertThat(api.get(path, reviewer, "If-None-Match", present).status()).isEqualTo(200);
        var decided = api.post(
                path + "/decision",
                reviewer,
                "{\"decision\":\"APPROVE\"}",
                "If-Match",
                form.replace("TAG", edited.etag().replace("\"", "")));
        assertThat(decided.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TAG",
                "\"TAG",
                "\"TAG-\"",
                "\"TAGgzip\"",
                "\"TAG-gzip-1\"",
                "\"TAG-0\"",
                "w/\"TAG\"",
                "\"W/TAG\""
            })
    void whatOnlyResemblesTheTagIsRefused(String form) {
        var resembling = form.replace("TAG", task.etag().replace("\"", ""));
        assertThat(editBlock("text", "\"1\"", "If-Match", resembling).status()).isEqualTo(412);
    }

    @Test
    void theBodyContainsTheTagToo() {
        assertThat(task.json().get("etag").stringValue()).isEqualTo(task.etag());
        var edited = editBlock("text", "\"1\"");
        assertThat(edited.json().get("etag").stringValue()).isEqualTo(edited.etag());
        assertThat(read().json().get("etag").stringValue()).isEqualTo(edited.etag());
        decide();
        assertThat(read().json().get("etag").stringValue()).isEqualTo(read().etag());
    }

    @Test
    void allBlocksTogetherMayBeAsLargeAsAtTheCreation() {
        var blocks = IntStream.range(0, 5)
                .mapToObj(i -> "{\"id\":\"b%d\",\"type\":\"plaintext\",\"content\":\"\"}".formatted(i))
                .toList();
        task = api.post("/review-tasks", source.key(), """
                {"blocks":%s,"interaction_schema":{"type":"choice","options":[{"id":"grow","label":"Grow","patches":[
                    {"block_id":"b4","op":"replace","value":"%s"}]}]}}""".formatted(blocks, "x".repeat(10_000)));
        for (int i = 0; i < 4; i++) {
            assertThat(editBlock("b" + i, "\"" + "x".repeat(260_000) + "\"").status())
                    .isEqualTo(200);
        }
        var full = read();
        var old = task.etag();
        for (var refused : List.of(
                editBlock("b4", "\"" + "x".repeat(10_000) + "\""),
                editBlock("b4", "\"" + "x".repeat(10_000) + "\"", "If-Match", old))) {
            assertThat(refused.faultyFields()).containsExactly("blocks");
            assertThat(refused.text()).contains("all blocks together must have at most 1024 KiB");
        }
        assertThat(edit("{\"blocks_working\":[{\"id\":\"b4\",\"content\":\"%s\"}]}".formatted("x".repeat(10_000)))
                        .faultyFields())
                .containsExactly("blocks_working");
        assertThat(edit("{\"option_id\":\"grow\"}").faultyFields()).containsExactly("option_id");
        assertThat(read().text()).isEqualTo(full.text());
        assertThat(editBlock("b4", "\"" + "x".repeat(5_000) + "\"").status()).isEqualTo(200);
        assertThat(edit("{\"blocks\":[{\"id\":\"b0\",\"content\":\"\"},{\"id\":\"b4\",\"content\":\"%s\"}]}"
                                .formatted("x".repeat(200_000)))
                        .status())
                .as("one block grows while another shrinks")
                .isEqualTo(200);
    }

    @Test
    void errorsAreReportedInTheOrderOfTheContract() {
        decide();
        var old = task.etag();

        assertThat(editBlock("nowhere", "\"x\"", "If-Match", old).status()).isEqualTo(400);
        assertThat(editBlock("text", "7", "If-Match", old).status()).isEqualTo(400);
        assertThat(edit("{\"option_id\":\"none\"}", "If-Match", old).status()).isEqualTo(400);
        assertThat(editBlock("text", "\"x\"", "If-Match", old).status()).isEqualTo(412);
        assertThat(editBlock("fixed", "{}", "If-Match", old).status()).isEqualTo(412);
        var closed = editBlock("fixed", "{}", "If-Match", read().etag());
        assertThat(closed.status()).isEqualTo(422);
        assertThat(closed.errorCode()).isEqualTo("INVALID_STATE_TRANSITION");
    }

    @Test
    void aDecidedTaskIsClosed() {
        decide();
        var standing = read();
        for (var body : new String[] {
            "{\"blocks\":[{\"id\":\"text\",\"content\":\"x\"}]}",
            "{\"blocks\":[{\"id\":\"text\",\"content\":\"Long\"}]}",
            "{\"option_id\":\"short\"}"
        }) {
            var answer = edit(body);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.errorCode()).isEqualTo("INVALID_STATE_TRANSITION");
            assertThat(answer.json().at("/error/details/current_status").stringValue())
                    .isEqualTo("APPROVED");
            assertThat(answer.json().at("/error/details/allowed_statuses").toString())
                    .isEqualTo("[\"PENDING\"]");
        }
        assertThat(read().body()).isEqualTo(standing.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"blocks\":[{\"id\":\"text\",\"content\":\"x\"},{\"id\":\"fixed\",\"content\":{}}]}",
                "{\"blocks_working\":[{\"id\":\"fixed\",\"type\":\"json\",\"content\":{\"amount\":\"10\"}}]}"
            })
    void aFixedBlockIsNotEditable(String body) {
        var answer = edit(body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.errorCode()).isEqualTo("BLOCK_NOT_EDITABLE");
        assertThat(answer.json().at("/error/details/block_id").stringValue()).isEqualTo("fixed");
        assertUnchanged();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"blocks\":[]}|blocks",
                "{\"blocks\":7}|blocks",
                "{\"blocks\":[null]}|blocks[0].id",
                "{\"blocks\":[{\"content\":\"x\"}]}|blocks[0].id",
                "{\"blocks\":[{\"id\":\"nowhere\",\"content\":\"x\"}]}|blocks[0].id",
                "{\"blocks\":[{\"id\":\"text\",\"content\":\"x\"},{\"id\":\"text\",\"content\":\"y\"}]}|blocks[1].id",
                "{\"blocks\":[{\"id\":\"text\"}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"text\",\"content\":null}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"text\",\"content\":{}}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"data\",\"content\":7}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"data\",\"content\":\"no json\"}]}|blocks[0].content",
                "{\"blocks_working\":[]}|blocks_working",
                "{\"blocks_working\":[{\"id\":\"nowhere\",\"type\":\"json\",\"content\":{}}]}|blocks_working[0].id",
                "{\"blocks_working\":[{\"id\":\"text\",\"type\":\"plaintext\",\"content\":\"Long\"}]}|blocks_working[0]",
                "{\"blocks_working\":[{\"id\":\"text\",\"type\":\"markdown\",\"content\":\"Long\",\"label\":\"Other\"}]}|blocks_working[0]",
                "{\"blocks_working\":[{\"id\":\"fixed\",\"type\":\"json\",\"content\":{\"amount\":10},\"editable\":true}]}|blocks_working[0]",
                "{\"blocks_working\":[{\"id\":\"text\",\"type\":\"markdown\",\"content\":7}]}|blocks_working[0].content",
                "{\"option_id\":\"none\"}|option_id",
                "{\"option_id\":7}|option_id",
            })
    void anInvalidEditIsReportedByItsPath(String body, String field) {
        assertThat(edit(body).faultyFields()).containsExactly(field);
        assertUnchanged();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "",
                "{\"option_id\":\"short\",\"blocks\":[{\"id\":\"text\",\"content\":\"x\"}]}",
                "{\"blocks\":[{\"id\":\"text\",\"content\":\"x\"}],\"blocks_working\":[{\"id\":\"text\",\"content\":\"x\"}]}"
            })
    void anEditHasExactlyOneForm(String body) {
        assertThat(edit(body).status()).isEqualTo(400);
        assertUnchanged();
    }

    @Test
    void concurrentEditsWithoutIfMatchKeepEachOthersBlocks() {
        var answers = atOnce(
                20, i -> editBlock(i % 2 == 0 ? "text" : "data", i % 2 == 0 ? "\"Edit " + i + "\"" : "[" + i + "]"));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(answers.stream().map(answer -> answer.json().get("version").intValue()))
                .doesNotHaveDuplicates()
                .allSatisfy(version -> assertThat(version).isBetween(2, 21));
        var last = answers.stream()
                .filter(answer -> answer.json().get("version").intValue() == 21)
                .findFirst()
                .orElseThrow();
        assertThat(read().json()).isEqualTo(last.json());
        // Each edit builds on the one before it, so no edit of the other block is undone.
        assertThat(read().json().at("/blocks_working/0/content").stringValue()).startsWith("Edit ");
        assertThat(read().json().at("/blocks_working/1/content").isArray()).isTrue();
    }

    @Test
    void onlyOneOfSeveralEditsWithTheSameIfMatchSucceeds() {
        var answers = atOnce(10, i -> editBlock("text", "\"Edit " + i + "\"", "If-Match", task.etag()));

        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 412)).hasSize(9);
        assertThat(read().json().get("version").intValue()).isEqualTo(2);
    }

    @Test
    void numbersAtTheLimitCanBeEditedAround() {
        for (var number : new String[] {"1e-1000", "1e999", "-1e999", "9".repeat(1000), "-0.0", "1e-999"}) {
            var filed = api.post(
                    "/review-tasks",
                    source.key(),
                    "{\"blocks\":[{\"id\":\"t\",\"type\":\"plaintext\",\"content\":\"x\"},"
                            + "{\"id\":\"n\",\"type\":\"json\",\"content\":{\"n\":" + number + "}}]}");
            if (filed.status() == 400) {
                continue;
            }
            var path = "/review-tasks/" + Api.idOf(filed);
            assertThat(api.patch(path + "/blocks", reviewer, "{\"blocks\":[{\"id\":\"t\",\"content\":\"y\"}]}")
                            .status())
                    .as(number)
                    .isEqualTo(200);
            assertThat(api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}")
                            .status())
                    .as(number)
                    .isEqualTo(200);
        }
    }

    @Test
    void onlyReviewersEdit() {
        var path = "/review-tasks/" + Api.idOf(task) + "/blocks";
        var body = "{\"blocks\":[{\"id\":\"text\",\"content\":\"x\"}]}";

        assertThat(api.patch(path, NOBODY, body).status()).isEqualTo(401);
        assertThat(api.patch(path, source.key(), body).status()).isEqualTo(403);
        assertThat(api.patch(path, api.newSource().key(), body).status()).isEqualTo(403);
        assertThat(api.patch(path, ADMIN, body).status()).isEqualTo(403);
        assertUnchanged();
        assertThat(api.patch(path, api.signInAsAdministrator(), body).status()).isEqualTo(200);
        assertThat(api.patch("/review-tasks/" + UUID.randomUUID() + "/blocks", reviewer, body)
                        .status())
                .isEqualTo(404);
    }
}
