package com.hiltreview.review;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ServiceTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewTaskCreationTests extends ServiceTest {
    private static final String BLOCKS = "\"blocks\":[{\"id\":\"b\",\"type\":\"plaintext\",\"content\":\"Text\"},"
            + "{\"id\":\"j\",\"type\":\"json\",\"content\":{}}]";

    @SuppressWarnings("NullAway.Init")
    private SourceFixture source;

    @BeforeEach
    void makeSource() {
        source = api.newSource("{\"name\":\"Creations\"}");
    }

    private Answer create(String body) {
        return api.post("/review-tasks", source.key(), body);
    }

    private Answer createWith(String members) {
        return create("{" + BLOCKS + "," + members + "}");
    }

    private static String text(int characters) {
        return "x".repeat(characters);
    }

    @Test
    void aTaskWithEveryFieldKeepsThemAll() {
        var body = """
                {"title":"Pay the invoice","priority":"HIGH","risk_level":"critical","risk_warning":"Money leaves",
                 "service":{"id":"bank","name":"Bank","icon":"bank.svg"},
                 "source_service":{"id":"mail","name":"Mail"},
                 "action":{"type":"transfer","verb":"Pay","icon":"coins"},
                 "interaction_schema":{"type":"choice","guidance":"Pick one",
                    "options":[{"id":"half","label":"Half","patches":[{"block_id":"sum","op":"replace","value":{"amount":5}}]}],
                    "deny_reasons":[{"id":"no","label":"Not ours"}],"require_confirmation":false},
                 "execution_intent":{"kind":"mcp_tool_call","template_id":"pay-1",
                    "display":{"action_type":"transfer","target":"Sam","warning":"Final","icon":"coins"}},
                 "metadata":{"run":12345678901234567890.10,"nested":{"a":[1,true,null]}},
                 "blocks":[{"id":"text","type":"markdown","content":"# Hi","label":"Message","render_hints":{"preview":true}},
                           {"id":"sum","type":"json","content":{"amount":10.50},"editable":false,
                            "render_hints":{"syntax_highlighting":true}}]}
                """;
        var answer = create(body);

        assertThat(answer.status()).isEqualTo(201);
        var task = answer.json();
        var sent = Api.JSON.readTree(body);
        for (var field : sent.propertyNames()) {
            if (!field.equals("blocks")) {
                assertThat(task.get(field)).as(field).isEqualTo(sent.get(field));
            }
        }
        assertThat(task.at("/metadata/run").decimalValue()).isEqualByComparingTo("12345678901234567890.10");
        assertThat(task.get("blocks_original")).isEqualTo(task.get("blocks_working"));
        assertThat(task.at("/blocks_original/0/editable").booleanValue()).isTrue();
        assertThat(task.at("/blocks_original/0/label").stringValue()).isEqualTo("Message");
        assertThat(task.at("/blocks_original/1/editable").booleanValue()).isFalse();
        assertThat(task.at("/blocks_original/1/content")).isEqualTo(sent.at("/blocks/1/content"));
        var read = api.get("/review-tasks/" + Api.idOf(answer), source.key());
        assertThat(read.json()).isEqualTo(task);
        assertThat(read.etag()).isEqualTo(answer.etag());
    }

    @Test
    void aTaskWithBlocksAloneGetsDefaults() {
        var answer = create("{" + BLOCKS + "}");

        assertThat(answer.status()).isEqualTo(201);
        var task = answer.json();
        assertThat(UUID.fromString(task.get("id").stringValue()).version()).isEqualTo(7);
        assertThat(task.get("source_id").stringValue()).isEqualTo(source.id().toString());
        assertThat(task.get("source_name").stringValue()).isEqualTo("Creations");
        assertThat(task.get("status").stringValue()).isEqualTo("PENDING");
        assertThat(task.get("priority").stringValue()).isEqualTo("NORMAL");
        assertThat(task.get("risk_level").stringValue()).isEqualTo("medium");
        assertThat(task.get("version").intValue()).isEqualTo(1);
        assertThat(task.get("created_at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(task.get("updated_at")).isEqualTo(task.get("created_at"));
        assertThat(task.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "source_id",
                        "source_name",
                        "status",
                        "priority",
                        "title",
                        "preview",
                        "risk_level",
                        "blocks_original",
                        "blocks_working",
                        "revision",
                        "awaiting",
                        "comment_count",
                        "version",
                        "created_at",
                        "updated_at",
                        "etag");
    }

    @Test
    void absentMeansTheSameAsNull() {
        var body = "{" + BLOCKS + ",\"title\":null,\"service\":null,\"metadata\":null,\"interaction_schema\":null,"
                + "\"priority\":null,\"risk_level\":null}";
        // The contract does not describe such a request, so it is not checked against it.
        var answer = Api.sendUnchecked(api.request("/review-tasks", source.key())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).isEqualTo(201);
        var task = Api.JSON.readTree(answer.body());
        assertThat(task.has("metadata")).isFalse();
        assertThat(task.get("priority").stringValue()).isEqualTo("NORMAL");
        assertThat(task.get("title").stringValue()).isEqualTo("Text");
    }

    @Test
    void unknownMembersAreIgnored() {
        assertThat(createWith("\"unknown\":{\"a\":1}").json().has("unknown")).isFalse();
    }

    @Test
    void confirmationIsRequiredByDefault() {
        var answer = createWith("\"interaction_schema\":{\"type\":\"confirm\"}");

        assertThat(answer.json().at("/interaction_schema/require_confirmation").booleanValue())
                .isTrue();
    }

    @Test
    void numbersKeepEveryDigit() {
        var number = "1234567890123456789012345678901234567890.123456789012345678901234567890";
        var answer = create("{\"blocks\":[{\"id\":\"j\",\"type\":\"json\",\"content\":{\"n\":" + number + "}}]}");

        assertThat(api.get("/review-tasks/" + Api.idOf(answer), ADMIN).text()).contains(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.7976931348623157E+308", "-2.2250738585072014e-308", "4.9E-324", "1e300", "123e-7", "0e5"})
    void everyDoubleComesBackEqual(String number) {
        var answer = create("{\"blocks\":[{\"id\":\"j\",\"type\":\"json\",\"content\":[" + number + "]}]}");

        for (var text : List.of(answer, api.get("/review-tasks/" + Api.idOf(answer), ADMIN))) {
            assertThat(text.json().at("/blocks_working/0/content/0").decimalValue())
                    .isEqualByComparingTo(number);
        }
    }

    @Test
    void sizesCountNumbersAsTheyAreWrittenOut() {
        // 800 numbers of 301 digits with their commas are under 256 KiB; 900 are not.
        var fits = String.join(",", Collections.nCopies(800, "1e300"));
        var tooLong = String.join(",", Collections.nCopies(900, "1e300"));
        var json = "{\"blocks\":[{\"id\":\"j\",\"type\":\"json\",\"content\":[%s]}]}";

        assertThat(create(json.formatted(fits)).status()).isEqualTo(201);
        assertThat(create(json.formatted(tooLong)).faultyFields()).containsExactly("blocks[0].content");
        assertThat(createWith("\"metadata\":{\"a\":[" + "1e900,".repeat(20) + "1]}")
                        .faultyFields())
                .containsExactly("metadata");
    }

    @Test
    void allBlocksTogetherAreLimitedWithNumbersWrittenOut() {
        var block = "{\"id\":\"j%d\",\"type\":\"json\",\"content\":["
                + String.join(",", Collections.nCopies(260, "1e990")) + "]}";
        var blocks = IntStream.range(0, 5).mapToObj(block::formatted).collect(Collectors.joining(","));

        assertThat(create("{\"blocks\":[" + blocks + "]}").faultyFields()).containsExactly("");
    }

    @Test
    void jsonTextIsKeptAsGiven() {
        var answer = create(
                "{\"blocks\":[{\"id\":\"j\",\"type\":\"json\",\"content\":\"{ \\\"b\\\":1,  \\\"a\\\":2.0 }\"}]}");

        assertThat(answer.json().at("/blocks_working/0/content").stringValue()).isEqualTo("{ \"b\":1,  \"a\":2.0 }");
    }

    @Test
    void theTitleIsTheSummaryOfTheMetadata() {
        assertThat(createWith("\"metadata\":{\"summary\":\"In short\"}")
                        .json()
                        .get("title")
                        .stringValue())
                .isEqualTo("In short");
        assertThat(createWith("\"metadata\":{\"summary\":7}")
                        .json()
                        .get("title")
                        .stringValue())
                .isEqualTo("Text");
    }

    @Test
    void theTitleIsTheFirstLineWithText() {
        var answer = create("""
                {"blocks":[{"id":"j","type":"json","content":{"a":1}},
                           {"id":"a","type":"plaintext","content":" \\n\\t\\r\\n"},
                           {"id":"b","type":"markdown","content":"\\n  \\n > ## - * Dear Sam  \\nBye"}]}
                """);

        assertThat(answer.json().get("title").stringValue()).isEqualTo("Dear Sam");
    }

    @ParameterizedTest
    @CsvSource({"'\"label\":\"The sum\",', The sum", "'', j"})
    void theTitleIsTheFirstBlocksLabelOrIdWithoutText(String label, String title) {
        var answer = create("{\"blocks\":[{" + label + "\"id\":\"j\",\"type\":\"json\",\"content\":[1]}]}");

        assertThat(answer.json().get("title").stringValue()).isEqualTo(title);
        assertThat(answer.json().has("preview")).isFalse();
    }

    @Test
    void aDerivedTitleIsCutAtTwoHundredCharactersNotCodeUnits() {
        var answer =
                create("{\"blocks\":[{\"id\":\"b\",\"type\":\"plaintext\",\"content\":\"" + "😀".repeat(300) + "\"}]}");

        assertThat(answer.json().get("title").stringValue()).isEqualTo("😀".repeat(200));
        assertThat(answer.json().get("preview").stringValue()).isEqualTo("😀".repeat(200));
    }

    @Test
    void thePreviewIsTheBeginningOfTheFirstTextBlock() {
        var answer = create("""
                {"title":"T","blocks":[{"id":"j","type":"json","content":{"a":1}},
                  {"id":"b","type":"markdown","content":"  # Dear\\n\\n\\tSam,\\u00a0hello  "},
                  {"id":"c","type":"markdown","content":"Other"}]}
                """);
        assertThat(answer.json().get("preview").stringValue()).isEqualTo("# Dear Sam, hello");

        var path = "/review-tasks/" + Api.idOf(answer);
        var edited = api.patch(
                path + "/blocks", api.signInAsReviewer(), "{\"blocks\":[{\"id\":\"b\",\"content\":\"Changed\"}]}");
        assertThat(edited.json().get("preview").stringValue()).isEqualTo("# Dear Sam, hello");
    }

    @Test
    void aWordThatGrowsWhenItIsFoldedIsAccepted() {
        var answer = createWith("\"title\":\"" + "㌖".repeat(200) + "\"");

        assertThat(answer.status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|blocks",
                "{\"blocks\":null}|blocks",
                "{\"blocks\":[]}|blocks",
                "{\"blocks\":{}}|blocks",
                "{\"blocks\":[null]}|blocks[0]",
                "{\"blocks\":[7]}|blocks[0]",
                "{\"blocks\":[{\"type\":\"json\",\"content\":{}}]}|blocks[0].id",
                "{\"blocks\":[{\"id\":\"\",\"type\":\"json\",\"content\":{}}]}|blocks[0].id",
                "{\"blocks\":[{\"id\":\"a b\",\"type\":\"json\",\"content\":{}}]}|blocks[0].id",
                "{\"blocks\":[{\"id\":\"ä\",\"type\":\"json\",\"content\":{}}]}|blocks[0].id",
                "{\"blocks\":[{\"id\":7,\"type\":\"json\",\"content\":{}}]}|blocks[0].id",
                "{\"blocks\":[{\"id\":\"a\",\"content\":{}}]}|blocks[0].type",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"html\",\"content\":\"\"}]}|blocks[0].type",
                "{\"blocks\":[{\"id\":\"a\",\"type\":0,\"content\":\"\"}]}|blocks[0].type",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"MARKDOWN\",\"content\":\"\"}]}|blocks[0].type",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\"}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\",\"content\":null}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\",\"content\":7}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\",\"content\":true}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\",\"content\":\"{\"}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\",\"content\":\"{} {}\"}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"markdown\",\"content\":{}}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"plaintext\",\"content\":7}]}|blocks[0].content",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\",\"content\":{},\"editable\":\"true\"}]}|blocks[0].editable",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\",\"content\":{},\"editable\":1}]}|blocks[0].editable",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\",\"content\":{},\"label\":\" \"}]}|blocks[0].label",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\",\"content\":{},\"render_hints\":[]}]}|blocks[0].render_hints",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\",\"content\":{\"x\":\"\\u0000\"}}]}|blocks[0].content.x",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\",\"content\":{\"x\":[\"\\ud800\"]}}]}|blocks[0].content.x[0]",
                "{\"blocks\":[{\"id\":\"a\",\"type\":\"json\",\"content\":{}},{\"id\":\"a\",\"type\":\"json\",\"content\":{}}]}|blocks[1].id",
            })
    void anInvalidBlockIsReportedByItsPath(String body, String field) {
        assertThat(create(body).faultyFields()).containsExactly(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"title\":\"\"|title",
                "\"title\":7|title",
                "\"priority\":\"high\"|priority",
                "\"priority\":\"\"|priority",
                "\"priority\":0|priority",
                "\"risk_level\":\"HIGH\"|risk_level",
                "\"risk_warning\":\" \"|risk_warning",
                "\"source_id\":\"1\"|source_id",
                "\"source_id\":7|source_id",
                "\"service\":{\"id\":\"a\"}|service.name",
                "\"service\":\"mail\"|service",
                "\"source_service\":{\"name\":\"a\"}|source_service.id",
                "\"action\":{\"type\":\"explode\",\"verb\":\"a\"}|action.type",
                "\"action\":{\"verb\":\"a\"}|action.type",
                "\"action\":{\"type\":\"send\"}|action.verb",
                "\"metadata\":[]|metadata",
                "\"metadata\":\"x\"|metadata",
                "\"execution_intent\":{}|execution_intent.kind",
                "\"execution_intent\":{\"kind\":\"magic\"}|execution_intent.kind",
                "\"execution_intent\":{\"kind\":\"custom\",\"display\":7}|execution_intent.display",
                "\"interaction_schema\":{}|interaction_schema.type",
                "\"interaction_schema\":{\"type\":\"guess\"}|interaction_schema.type",
                "\"interaction_schema\":{\"type\":\"choice\"}|interaction_schema.options",
                "\"interaction_schema\":{\"type\":\"choice\",\"options\":[]}|interaction_schema.options",
                "\"interaction_schema\":{\"type\":\"choice\",\"options\":[{\"label\":\"L\"}]}|interaction_schema.options[0].id",
                "\"interaction_schema\":{\"type\":\"choice\",\"options\":[{\"id\":\"o\"}]}|interaction_schema.options[0].label",
                "\"interaction_schema\":{\"type\":\"choice\",\"options\":[{\"id\":\"o\",\"label\":\"L\"},{\"id\":\"o\",\"label\":\"L\"}]}|interaction_schema.options[1].id",
                "\"interaction_schema\":{\"type\":\"choice\",\"options\":[{\"id\":\"o\",\"label\":\"L\",\"patches\":[{\"block_id\":\"x\",\"op\":\"replace\",\"value\":\"\"}]}]}|interaction_schema.options[0].patches[0].block_id",
                "\"interaction_schema\":{\"type\":\"choice\",\"options\":[{\"id\":\"o\",\"label\":\"L\",\"patches\":[{\"block_id\":\"b\",\"op\":\"add\",\"value\":\"\"}]}]}|interaction_schema.options[0].patches[0].op",
                "\"interaction_schema\":{\"type\":\"choice\",\"options\":[{\"id\":\"o\",\"label\":\"L\",\"patches\":[{\"block_id\":\"b\",\"op\":\"replace\",\"value\":{}}]}]}|interaction_schema.options[0].patches[0].value",
                "\"interaction_schema\":{\"type\":\"choice\",\"options\":[{\"id\":\"o\",\"label\":\"L\",\"patches\":[{\"block_id\":\"j\",\"op\":\"replace\"}]}]}|interaction_schema.options[0].patches[0].value",
                "\"interaction_schema\":{\"type\":\"edit\",\"deny_reasons\":[{\"id\":\"d\"}]}|interaction_schema.deny_reasons[0].label",
                "\"interaction_schema\":{\"type\":\"external\"}|interaction_schema.external_url",
                "\"interaction_schema\":{\"type\":\"external\",\"external_url\":\"http://a.test/\"}|interaction_schema.external_url",
                "\"interaction_schema\":{\"type\":\"external\",\"external_url\":\"javascript:alert(1)\"}|interaction_schema.external_url",
            })
    void anInvalidFieldIsReportedByItsPath(String members, String field) {
        assertThat(createWith(members).faultyFields()).containsExactly(field);
    }

    @Test
    void allErrorsAreReportedTogether() {
        var answer = create("""
                {"title":" ","service":{},"metadata":7,"blocks":[{"id":"a b","type":"markdown","content":7},{"type":"json"}]}
                """);

        assertThat(answer.faultyFields())
                .containsExactlyInAnyOrder(
                        "title",
                        "service.id",
                        "service.name",
                        "metadata",
                        "blocks[0].id",
                        "blocks[0].content",
                        "blocks[1].id",
                        "blocks[1].content");
    }

    @Test
    void wrongTypesAreReportedTogetherWithTheOtherErrors() {
        var answer = create("""
                {"title":7,"priority":"SOON","risk_level":{},"risk_warning":" ","service":[],"action":{"type":"fly","verb":1},
                 "interaction_schema":{"type":"choice","options":[7,{"id":"o","label":5}],"require_confirmation":"yes"},
                 "blocks":[{"id":5,"type":"markdown","content":"x"},"x",{"id":"c","type":"html","content":"x"},{"id":"d"}]}
                """);

        assertThat(answer.faultyFields())
                .containsExactlyInAnyOrder(
                        "title",
                        "priority",
                        "risk_level",
                        "risk_warning",
                        "service",
                        "action.type",
                        "action.verb",
                        "interaction_schema.options[0]",
                        "interaction_schema.options[1].label",
                        "interaction_schema.require_confirmation",
                        "blocks[0].id",
                        "blocks[1]",
                        "blocks[2].type",
                        "blocks[3].type");
    }

    @Test
    void aBodyOfNothingButWrongTypesIsAnsweredQuickly() {
        var blocks = String.join(",", Collections.nCopies(100_000, "7"));

        assertThat(create("{\"blocks\":[" + blocks + "]}").faultyFields())
                .containsExactly("blocks[0]", "blocks[1]", "blocks[2]");
    }

    @Test
    void lengthsAreCountedInCharacters() {
        assertThat(createWith("\"title\":\"" + "😀".repeat(200) + "\"").status())
                .isEqualTo(201);
        assertThat(createWith("\"title\":\"" + "😀".repeat(201) + "\"").faultyFields())
                .containsExactly("title");
        assertThat(createWith("\"risk_warning\":\"" + text(4000) + "\"").status())
                .isEqualTo(201);
        assertThat(createWith("\"risk_warning\":\"" + text(4001) + "\"").faultyFields())
                .containsExactly("risk_warning");
        assertThat(createWith("\"service\":{\"id\":\"" + text(200) + "\",\"name\":\"" + text(200) + "\"}")
                        .status())
                .isEqualTo(201);
        assertThat(createWith("\"service\":{\"id\":\"a\",\"name\":\"" + text(201) + "\"}")
                        .faultyFields())
                .containsExactly("service.name");
    }

    @Test
    void blocksHaveLimits() {
        assertThat(create(blocks(50)).json().get("blocks_original").size()).isEqualTo(50);
        assertThat(create(blocks(51)).faultyFields()).containsExactly("blocks");
        assertThat(create(oneBlock(text(64), "")).status()).isEqualTo(201);
        assertThat(create(oneBlock(text(65), "")).faultyFields()).containsExactly("blocks[0].id");
    }

    private static String blocks(int count) {
        var body = new StringBuilder("{\"blocks\":[");
        for (int i = 0; i < count; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"id\":\"b")
                    .append(i)
                    .append("\",\"type\":\"markdown\",\"content\":\"\"}");
        }
        return body.append("]}").toString();
    }

    private static String oneBlock(String id, String content) {
        return "{\"blocks\":[{\"id\":\"" + id + "\",\"type\":\"plaintext\",\"content\":\"" + content + "\"}]}";
    }

    @Test
    void sizesAreCountedInBytes() {
        assertThat(create(oneBlock("b", text(256 * 1024))).status()).isEqualTo(201);
        assertThat(create(oneBlock("b", text(256 * 1024 + 1))).faultyFields()).containsExactly("blocks[0].content");
        assertThat(create(oneBlock("b", "é".repeat(128 * 1024 + 1))).faultyFields())
                .containsExactly("blocks[0].content");
        // The compact form of {"a":"…"} has 8 bytes besides the text.
        assertThat(createWith("\"metadata\":{ \"a\" : \"" + text(16 * 1024 - 8) + "\" }")
                        .status())
                .isEqualTo(201);
        assertThat(createWith("\"metadata\":{\"a\":\"" + text(16 * 1024 - 7) + "\"}")
                        .faultyFields())
                .containsExactly("metadata");
    }

    @Test
    void theFieldsOfListItemsAreBounded() {
        var guidance = "\"interaction_schema\":{\"type\":\"edit\",\"guidance\":\"%s\"}";
        assertThat(createWith(guidance.formatted(text(16 * 1024 - 2))).status()).isEqualTo(201);
        assertThat(createWith(guidance.formatted(text(16 * 1024 - 1))).faultyFields())
                .containsExactly("interaction_schema.guidance");

        var option =
                "{\"id\":\"%s\",\"label\":\"L\",\"patches\":[{\"block_id\":\"b\",\"op\":\"replace\",\"value\":\"%s\"}]}";
        var options = "\"interaction_schema\":{\"type\":\"choice\",\"options\":[%s,%s]}";
        assertThat(createWith(options.formatted(
                                option.formatted("a", text(120_000)), option.formatted("b", text(120_000))))
                        .status())
                .isEqualTo(201);
        assertThat(createWith(options.formatted(
                                option.formatted("a", text(140_000)), option.formatted("b", text(140_000))))
                        .faultyFields())
                .containsExactly("interaction_schema.options");
    }

    @Test
    void aBodyOverOneMebibyteIsTooLarge() {
        int rest = 1024 * 1024 - ("{" + BLOCKS + ",\"pad\":\"\"}").length();

        assertThat(createWith("\"pad\":\"" + text(rest) + "\"").status()).isEqualTo(201);
        var refused = createWith("\"pad\":\"" + text(rest + 1) + "\"");
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.errorCode()).isEqualTo("PAYLOAD_TOO_LARGE");
    }

    @Test
    void aBodyOfUnknownLengthIsLimitedToo() {
        var bytes = ("{" + BLOCKS + ",\"pad\":\"" + text(1024 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8);
        var request = api.request("/review-tasks", source.key())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(bytes)));

        assertThat(api.send(request, bytes).status()).isEqualTo(413);
    }

    @Test
    void nestingIsLimited() {
        // The body, the array of blocks and the block are the first three levels.
        assertThat(create(nested(61)).status()).isEqualTo(201);
        assertThat(create(nested(62)).status()).isEqualTo(400);
        assertThat(create("[".repeat(100_000)).status()).isEqualTo(400);
    }

    private static String nested(int levels) {
        return "{\"blocks\":[{\"id\":\"j\",\"type\":\"json\",\"content\":" + "[".repeat(levels) + "]".repeat(levels)
                + "}]}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``",
                "{",
                "[]",
                "null",
                "\"x\"",
                "7",
                "{\"a\":1,\"a\":1}",
                "{} x",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":NaN}"
            })
    void aBodyThatIsNotAJsonObjectIsRefused(String body) {
        var answer = create(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo("VALIDATION_ERROR");
    }

    @Test
    void anotherContentTypeIsRefused() {
        var bytes = ("{" + BLOCKS + "}").getBytes(StandardCharsets.UTF_8);
        for (var type :
                new String[] {"text/plain", "application/x-www-form-urlencoded", "application/json;charset=latin1"}) {
            var request = api.request("/review-tasks", source.key())
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofByteArray(bytes));
            assertThat(api.send(request, bytes).status()).as(type).isEqualTo(415);
        }
        var picky = api.post("/review-tasks", source.key(), "{" + BLOCKS + "}", "Accept", "text/html");
        assertThat(picky.status()).isEqualTo(406);
        assertThat(jdbc.queryForObject(
                        "select count(*) from review_tasks where source_id = ?", Integer.class, source.id()))
                .isZero();
    }

    @Test
    void aSourceKeyFilesForItsOwnSourceOnly() {
        var other = api.newSource();

        assertThat(createWith("\"source_id\":\"" + source.id() + "\"").status()).isEqualTo(201);
        var refused = createWith("\"source_id\":\"" + other.id() + "\"");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.errorCode()).isEqualTo("FORBIDDEN");
        assertThat(createWith("\"source_id\":\"" + UUID.randomUUID() + "\"").status())
                .isEqualTo(403);
    }

    @Test
    void anAdminKeyNamesTheSource() {
        var body = "{" + BLOCKS + ",\"source_id\":\"%s\"}";

        var created = api.post("/review-tasks", ADMIN, body.formatted(source.id()));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().get("source_id").stringValue())
                .isEqualTo(source.id().toString());
        assertThat(api.post("/review-tasks", ADMIN, "{" + BLOCKS + "}").faultyFields())
                .containsExactly("source_id");
        var unknown = UUID.randomUUID();
        var missing = api.post("/review-tasks", ADMIN, body.formatted(unknown));
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.json().at("/error/details/resource_type").stringValue())
                .isEqualTo("source");
        assertThat(missing.json().at("/error/details/resource_id").stringValue())
                .isEqualTo(unknown.toString());
    }

    @Test
    void otherCallersCannotFileTasks() {
        assertThat(api.post("/review-tasks", NOBODY, "{" + BLOCKS + "}").status())
                .isEqualTo(401);
        assertThat(api.post("/review-tasks", api.signInAsReviewer(), "{" + BLOCKS + "}")
                        .status())
                .isEqualTo(403);
        assertThat(api.post("/review-tasks", api.signInAsAdministrator(), "{" + BLOCKS + "}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theLocationKeepsTheFormOfTheRequest() {
        var plain = create("{" + BLOCKS + "}");
        assertThat(plain.header("Location")).isEqualTo("/review-tasks/" + Api.idOf(plain));
        var prefixed = api.post("/api/v1/review-tasks", source.key(), "{" + BLOCKS + "}");
        assertThat(prefixed.header("Location")).isEqualTo("/api/v1/review-tasks/" + Api.idOf(prefixed));

        assertThat(api.get(plain.header("Location"), source.key()).json()).isEqualTo(plain.json());
        assertThat(api.get(prefixed.header("Location"), source.key()).json()).isEqualTo(prefixed.json());
    }

    @Test
    void anotherSourcesTaskIsNotFound() {
        var created = create("{" + BLOCKS + "}");
        var path = "/review-tasks/" + Api.idOf(created);

        assertThat(api.get(path, api.newSource().key()).status()).isEqualTo(404);
        assertThat(api.get(path, api.signInAsReviewer()).status()).isEqualTo(200);
        assertThat(api.get(path, source.key(), "If-None-Match", created.etag()).status())
                .isEqualTo(304);
        assertThat(api.get("/review-tasks/" + UUID.randomUUID(), ADMIN).status())
                .isEqualTo(404);
        assertThat(api.get("/review-tasks/1", ADMIN).status()).isEqualTo(400);
    }
}
