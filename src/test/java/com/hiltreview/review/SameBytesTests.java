package com.hiltreview.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.ReviewingTest;
import com.hiltreview.testing.WebhookReceiver;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** JSON is shown everywhere as the agent sent it: the same members in the same order, the same digits. */
class SameBytesTests extends ReviewingTest {
    private static final String DOCUMENT = """
            {"zulu":1.10,"a":{"yankee":[3,1.0,2e2],"b":"\\u00e9"},"longer name":null,"B":12345678901234567890.0}""";

    /** Without white space and needless escapes, and with numbers written out. */
    private static final String SHOWN = """
            {"zulu":1.10,"a":{"yankee":[3,1.0,200],"b":"é"},"longer name":null,"B":12345678901234567890.0}""";

    private static final String BODY = """
            {"metadata":%1$s,"service":{"name":"Mail","id":"mail"},"action":{"verb":"Send","type":"send"},
             "interaction_schema":{"guidance":%1$s,"type":"choice","options":[
                {"label":"Option","id":"o","patches":[{"value":%1$s,"op":"replace","block_id":"json"}]}]},
             "blocks":[{"type":"json","id":"json","content":%1$s},{"content":"Text","label":"L","id":"t","type":"plaintext"}]}
            """.formatted(DOCUMENT);

    @Test
    void aTaskIsReadAsItWasAnsweredWhenFiled() {
        var first = api.post("/review-tasks", source.key(), BODY, "Idempotency-Key", "k");
        var read = api.get("/review-tasks/" + Api.idOf(first), source.key());

        assertThat(first.text()).contains("\"content\":" + SHOWN, "\"metadata\":" + SHOWN, "\"guidance\":" + SHOWN);
        assertThat(read.text()).isEqualTo(first.text());
        assertThat(read.etag()).isEqualTo(first.etag());
        assertThat(api.post("/review-tasks", source.key(), BODY, "Idempotency-Key", "k")
                        .text())
                .isEqualTo(first.text());
        for (var member : new String[] {"service", "action"}) {
            assertThat(api.get("/review-tasks", source.key())
                            .json()
                            .at("/items/0/" + member)
                            .toString())
                    .isEqualTo(first.json().get(member).toString());
        }
    }

    @Test
    void anEditedTaskIsReadAsItWasAnswered() {
        var path = "/review-tasks/" + Api.idOf(api.post("/review-tasks", source.key(), BODY));
        var edited = api.patch(path + "/blocks", reviewer, """
                {"blocks":[{"id":"json","content":{"zulu":2,"a":%s}},{"id":"t","content":"Other"}]}""".formatted(DOCUMENT));
        assertThat(edited.text()).contains("\"content\":{\"zulu\":2,\"a\":" + SHOWN + "}");
        assertThat(read(path).text()).isEqualTo(edited.text());

        var decided = api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}");
        assertThat(read(path).text()).isEqualTo(decided.text());
    }

    @Test
    void theEventHasTheBytesOfTheTask() {
        try (var receiver = new WebhookReceiver()) {
            var pushed = api.newSource(
                    "{\"name\":\"Pushed\",\"delivery\":{\"webhook\":{\"url\":\"%s\"}}}".formatted(receiver.url()));
            var path = "/review-tasks/" + Api.idOf(api.post("/review-tasks", pushed.key(), BODY));
            api.patch(path + "/blocks", reviewer, "{\"option_id\":\"o\"}");
            api.patch(path + "/blocks", reviewer, "{\"blocks\":[{\"id\":\"t\",\"content\":\"Other\"}]}");
            api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}");
            var sent = new String(receiver.await().body(), StandardCharsets.UTF_8);
            var task = read(path).text();

            assertThat(member(sent, "original")).isEqualTo(member(task, "blocks_original"));
            assertThat(member(sent, "final")).isEqualTo(member(task, "blocks_final"));
            assertThat(member(sent, "diff")).isEqualTo(member(task, "diff"));
            assertThat(member(sent, "metadata")).isEqualTo(SHOWN).isEqualTo(member(task, "metadata"));
        }
    }

    /** The text of a member's value, up to its closing bracket. */
    private static String member(String json, String name) {
        int start = json.indexOf("\"" + name + "\":") + name.length() + 3;
        int depth = 0;
        for (int i = start; i < json.length(); i++) {
            char c = json.charAt(i);
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            if (depth == 0) {
                return json.substring(start, i + 1);
            }
        }
        throw new AssertionError(name + " is not closed");
    }

    private Answer read(String path) {
        return api.get(path, reviewer);
    }
}
