package com.hiltreview.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.openapi.OpenApiExchanges;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.ReviewingTest;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Any body is either carried out, or refused with a 4xx of the contract and without a change. */
class BadInputTests extends ReviewingTest {
    private static final long SEED = 20_260_101;
    private static final int ROUNDS = 300;

    private static final String TASK = """
            {"title":"Fuzz","priority":"HIGH","risk_level":"low","risk_warning":"w",
             "service":{"id":"s","name":"S"},"action":{"type":"send","verb":"Send"},
             "interaction_schema":{"type":"choice","guidance":"g","options":[
                {"id":"o","label":"O","patches":[{"block_id":"t","op":"replace","value":"v"}]}],
                "deny_reasons":[{"id":"d","label":"D"}],"require_confirmation":true},
             "execution_intent":{"kind":"custom","template_id":"x","display":{"target":"y"}},
             "metadata":{"summary":"m","n":1.5},
             "blocks":[{"id":"t","type":"markdown","content":"Text","editable":true,"label":"L"},
                       {"id":"j","type":"json","content":{"a":[1,2.5,null,true]},"render_hints":{"preview":true}}]}""";

    private static final String EDIT = """
            {"blocks":[{"id":"t","content":"Other"},{"id":"j","content":{"a":[3,{"b":null}]}}]}""";

    private static final String WHOLE_EDIT = """
            {"blocks_working":[{"id":"t","type":"markdown","content":"Other","editable":true,"label":"L"},
             {"id":"j","type":"json","content":{"a":[3]},"render_hints":{"preview":true}}]}""";

    private static final String DECISION = """
            {"decision":"DENY","reason":"r","option_id":"none"}""";

    /** Values that replace any value of a body. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-0.0",
            "7",
            "1e999999999",
            "-1e-999999999",
            "1e2147483647",
            "1e-2147483648",
            "1e99999999999999999999",
            "1e1000",
            "1e-1000",
            "9".repeat(1000),
            "9".repeat(100_000),
            "0." + "1".repeat(5000),
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "\"\\uffff\\ufffe\\u2028\\u202e\"",
            "\"" + "㌖ﷺ".repeat(100) + "\"",
            "\"" + "x".repeat(300_000) + "\"",
            "\"a b\"",
            "\"' or 1=1 --\"",
            "\"{\\\"a\\\":1,\\\"a\\\":2}\"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"\":\"\"}",
            "{\"a\":1,\"a\":2}",
            "{\"\\u0000\":1}",
            "{\"\\ud800\":1}",
            "{\"__proto__\":{\"@class\":\"java.lang.Runtime\",\"@type\":\"x\"}}",
            "[".repeat(61) + "]".repeat(61),
            "[".repeat(70) + "]".repeat(70),
            "{\"a\":".repeat(5000) + "1" + "}".repeat(5000),
            "[".repeat(200_000),
            "NaN",
            "Infinity",
            "01",
            "'x'",
            "undefined",
            "\"\\x\"",
            "\"\t\"",
            "/* */ 1",
            "");

    /** Matches a string, number or literal that is a value, not a member's name. */
    private static final Pattern VALUE =
            Pattern.compile("(?<=[:\\[,{])\\s*(?:\"[^\"]*\"|true|null|-?[0-9][0-9.]*)(?!\")");

    /** Errors must match the contract; a success need not, because the body may be one that the contract does not describe. */
    private Answer send(String method, String path, As as, byte[] body) {
        var request = api.request(path, as)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(body));
        var answer = Api.sendUnchecked(request);
        var shown = describe(body);
        assertThat(answer.statusCode()).as(shown).isBetween(200, 499);
        if (answer.statusCode() >= 400) {
            OpenApiExchanges.check(request.build(), body, answer);
        }
        return new Answer(answer.statusCode(), answer.headers(), answer.body());
    }

    private static String describe(byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        return text.length() <= 1500 ? text : text.substring(0, 1500) + "… " + text.length();
    }

    private static byte[] mutate(String valid, Random random) {
        var body = valid;
        for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
            body = random.nextInt(5) == 0 ? withRepeatedMember(body, random) : withOtherValue(body, random);
        }
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        return random.nextInt(4) == 0 ? damaged(bytes, random) : bytes;
    }

    private static String withOtherValue(String body, Random random) {
        var places = VALUE.matcher(body).results().toList();
        var value = VALUES.get(random.nextInt(VALUES.size()));
        if (places.isEmpty() || body.length() > 100_000) {
            return value;
        }
        var place = places.get(random.nextInt(places.size()));
        return body.substring(0, place.start()) + value + body.substring(place.end());
    }

    private static String withRepeatedMember(String body, Random random) {
        var member = List.of(
                        "\"title\":1,", "\"blocks\":[],", "\"blocks_working\":[],", "\"id\":null,", "\"content\":\"\",")
                .get(random.nextInt(5));
        int at = body.indexOf('{', random.nextInt(Math.max(1, body.length())));
        return at < 0 ? body : body.substring(0, at + 1) + member + body.substring(at + 1);
    }

    /** Flips, removes and inserts bytes, so that UTF-8 becomes invalid as well. */
    private static byte[] damaged(byte[] bytes, Random random) {
        var out = new ByteArrayOutputStream();
        int places = Math.max(1, bytes.length);
        int flip = random.nextInt(places);
        int cut = random.nextInt(places);
        int insert = random.nextInt(places);
        for (int i = 0; i < bytes.length; i++) {
            if (i == insert) {
                out.writeBytes(List.of(
                                new byte[] {(byte) 0xC0, (byte) 0x80},
                                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                                new byte[] {0},
                                new byte[] {(byte) 0xFF},
                                new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80})
                        .get(random.nextInt(5)));
            }
            if (i != cut) {
                out.write(i == flip ? bytes[i] ^ (1 << random.nextInt(8)) : bytes[i]);
            }
        }
        return out.toByteArray();
    }

    private int tasks() {
        Integer count = jdbc.queryForObject(
                "select count(*) from review_tasks where source_id = ?", Integer.class, source.id());
        return count == null ? 0 : count;
    }

    private Answer read(String path) {
        return api.get(path, reviewer);
    }

    @Test
    void damagedCreationsAreRefusedOrCarriedOut() {
        var random = new Random(SEED);
        var created = new ArrayList<String>();
        for (int i = 0; i < ROUNDS; i++) {
            var answer = send("POST", "/review-tasks", source.key(), mutate(TASK, random));
            if (answer.status() == 201) {
                created.add("/review-tasks/" + Api.idOf(answer));
            }
        }
        assertThat(tasks()).isEqualTo(created.size()).isPositive();
        for (var path : created) {
            assertThat(Api.sendUnchecked(api.request(path, reviewer).GET()).statusCode())
                    .isEqualTo(200);
            // Every accepted task can be edited and decided.
            assertThat(send(
                                    "POST",
                                    path + "/decision",
                                    reviewer,
                                    "{\"decision\":\"APPROVE\"}".getBytes(StandardCharsets.UTF_8))
                            .status())
                    .isEqualTo(200);
        }
        var feed = api.request("/sources/" + source.id() + "/decision-events", source.key())
                .GET();
        assertThat(Api.sendUnchecked(feed).statusCode()).isEqualTo(200);
    }

    @Test
    void damagedEditsAreRefusedOrCarriedOut() {
        var random = new Random(SEED + 1);
        var path = "/review-tasks/" + Api.idOf(api.post("/review-tasks", source.key(), TASK));
        var before = read(path);
        for (int i = 0; i < ROUNDS; i++) {
            var body = mutate(i % 2 == 0 ? EDIT : WHOLE_EDIT, random);
            var answer = send("PATCH", path + "/blocks", reviewer, body);
            var now = read(path);
            if (answer.status() == 200) {
                assertThat(now.json()).isEqualTo(answer.json());
                before = now;
            } else {
                assertThat(now.body()).as(describe(body)).isEqualTo(before.body());
                assertThat(now.etag()).isEqualTo(before.etag());
            }
        }
    }

    @Test
    void damagedDecisionsDecideNothing() {
        var random = new Random(SEED + 2);
        var path = "/review-tasks/" + Api.idOf(api.post("/review-tasks", source.key(), TASK));
        var before = read(path);
        for (int i = 0; i < 100; i++) {
            var body = mutate(DECISION, random);
            var answer = send("POST", path + "/decision", reviewer, body);
            if (answer.status() == 200) {
                // The mutation removed the unknown option, so the body was valid.
                path = "/review-tasks/" + Api.idOf(api.post("/review-tasks", source.key(), TASK));
                before = read(path);
            } else {
                assertThat(read(path).body()).as(describe(body)).isEqualTo(before.body());
            }
        }
    }

    @Test
    void randomBytesAreRefused() {
        var random = new Random(SEED + 3);
        var path = "/review-tasks/" + Api.idOf(api.post("/review-tasks", source.key(), TASK)) + "/blocks";
        for (int i = 0; i < 60; i++) {
            var body = new byte[random.nextInt(300)];
            random.nextBytes(body);
            assertThat(send("POST", "/review-tasks", source.key(), body).status())
                    .isEqualTo(400);
            assertThat(send("PATCH", path, reviewer, body).status()).isEqualTo(400);
        }
        assertThat(tasks()).isEqualTo(1);
    }

    @Test
    void twoMebibytesAreRefused() {
        var path = "/review-tasks/" + Api.idOf(api.post("/review-tasks", source.key(), TASK)) + "/blocks";
        for (var filler : List.of("[", " ", "x", "\"", "{\"a\":")) {
            var body = filler.repeat(2 * 1024 * 1024 / filler.length()).getBytes(StandardCharsets.UTF_8);
            assertThat(send("POST", "/review-tasks", source.key(), body).status())
                    .isEqualTo(413);
            assertThat(send("PATCH", path, reviewer, body).status()).isEqualTo(413);
        }
        assertThat(tasks()).isEqualTo(1);
    }
}
