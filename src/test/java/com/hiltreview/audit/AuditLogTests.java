package com.hiltreview.audit;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hiltreview.json.WireName;
import com.hiltreview.source.SourceService;
import com.hiltreview.source.SwitchOffReason;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.IllegalTransactionStateException;
import tools.jackson.databind.JsonNode;

class AuditLogTests extends ServiceTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8G";

    private JsonNode lines(String query) {
        var answer = api.get("/audit-log?" + query, ADMIN);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().get("items");
    }

    private static As as(As as, String requestId) {
        return request -> {
            as.accept(request);
            request.header("X-Request-Id", requestId);
        };
    }

    /** The one line that a call leaves. */
    private JsonNode lineOf(As as, int status, Function<As, Answer> call) {
        var requestId = UUID.randomUUID().toString();
        var answer = call.apply(as(as, requestId));
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        var left = linesOf(requestId);
        assertThat(left).hasSize(1);
        return left.getFirst();
    }

    private List<JsonNode> linesOf(String requestId) {
        return lines("limit=100")
                .valueStream()
                .filter(line -> line.path("request_id").asString("").equals(requestId))
                .toList();
    }

    private UUID decidedEvent(Api.SourceFixture source) {
        var task = Api.idOf(api.newTask(source));
        var decided =
                api.post("/review-tasks/" + task + "/decision", api.signInAsReviewer(), "{\"decision\":\"APPROVE\"}");
        return UUID.fromString(decided.json().at("/dispatch/decision_event_id").stringValue());
    }

    @Test
    void hasALineForEveryChangeOfAnAdministrator() {
        try (var receiver = new WebhookReceiver()) {
            receiver.behave(WebhookReceiver.answer(400));
            for (var administrator : List.of(ADMIN, api.signInAsAdministrator())) {
                var created = new ArrayList<Answer>();
                UnaryOperator<Answer> keep = answer -> {
                    created.add(answer);
                    return answer;
                };
                var body =
                        "{\"name\":\"Audited\",\"delivery\":{\"webhook\":{\"url\":\"%s\"}}}".formatted(receiver.url());
                assertThat(actionOf(administrator, 201, as -> keep.apply(api.post("/sources", as, body))))
                        .isEqualTo("source.create");
                var id = Api.idOf(created.getFirst());
                var path = "/sources/" + id;
                var key = "{\"source_id\":\"%s\",\"key_type\":\"source\",\"environment\":\"test\"}".formatted(id);
                assertThat(actionOf(administrator, 200, as -> api.patch(path, as, "{\"name\":\"Other\"}")))
                        .isEqualTo("source.update");
                assertThat(actionOf(administrator, 200, as -> api.post(path + "/webhook-secret/rotate", as, "")))
                        .isEqualTo("source.webhook_secret.rotate");
                assertThat(actionOf(administrator, 200, as -> api.post(path + "/webhook-test", as, "")))
                        .isEqualTo("source.webhook.test");
                assertThat(actionOf(administrator, 201, as -> keep.apply(api.post("/api-keys", as, key))))
                        .isEqualTo("api_key.create");
                var source = new Api.SourceFixture(
                        id, Api.key(created.get(1).json().get("key").stringValue()));
                var event = decidedEvent(source);
                assertThat(actionOf(
                                administrator,
                                202,
                                as -> api.post(path + "/decision-events/" + event + "/redeliver", as, "")))
                        .isEqualTo("decision_event.redeliver");
                assertThat(actionOf(
                                administrator,
                                202,
                                as -> api.post(
                                        path + "/decision-events/redeliver",
                                        as,
                                        "{\"since\":\"2026-01-01T00:00:00Z\"}")))
                        .isEqualTo("source.redeliver");
                assertThat(actionOf(administrator, 204, as -> api.delete("/api-keys/" + Api.idOf(created.get(1)), as)))
                        .isEqualTo("api_key.revoke");
                var empty = api.newSource().id();
                assertThat(actionOf(administrator, 204, as -> api.delete("/sources/" + empty, as)))
                        .isEqualTo("source.delete");
            }
        }
    }

    private String actionOf(As as, int status, Function<As, Answer> call) {
        return lineOf(as, status, call).get("action").stringValue();
    }

    @Test
    void hasNoLineOfMereReads() {
        var source = api.newSource();
        var requestId = UUID.randomUUID().toString();
        for (var administrator : List.of(ADMIN, api.signInAsAdministrator())) {
            for (var path : List.of("/sources", "/sources/" + source.id(), "/api-keys", "/stats", "/audit-log")) {
                assertThat(api.get(path, as(administrator, requestId)).status())
                        .as(path)
                        .isEqualTo(200);
            }
        }
        assertThat(linesOf(requestId)).isEmpty();
    }

    private static String filing(Api.SourceFixture source) {
        return """
                {"source_id":"%s","blocks":[{"id":"a","type":"plaintext","content":"Something private"}]}
                """.formatted(source.id());
    }

    @Test
    void hasWhatAdministratorsFileAndAcknowledgeInTheNameOfASource() {
        var source = api.newSource();
        for (var headers : List.of(new String[0], new String[] {"Idempotency-Key", "once"})) {
            var filed = lineOf(ADMIN, 201, as -> api.post("/review-tasks", as, filing(source), headers));
            assertThat(filed.get("action").stringValue()).isEqualTo("review_task.create");
            assertThat(filed.get("after").toString()).isEqualTo("{\"source_id\":\"" + source.id() + "\"}");
        }
        var replayed = UUID.randomUUID().toString();
        assertThat(api.post("/review-tasks", as(ADMIN, replayed), filing(source), "Idempotency-Key", "once")
                        .status())
                .isEqualTo(201);
        assertThat(linesOf(replayed)).as("nothing was filed").isEmpty();

        var event = decidedEvent(source);
        var path = "/sources/" + source.id() + "/decision-events/ack";
        var body = "{\"event_ids\":[\"" + event + "\"]}";
        var acknowledged = lineOf(ADMIN, 200, as -> api.post(path, as, body));
        assertThat(acknowledged.get("action").stringValue()).isEqualTo("source.acknowledge");
        assertThat(acknowledged.at("/target/id").stringValue())
                .isEqualTo(source.id().toString());
        assertThat(acknowledged.get("after").toString()).isEqualTo(body);

        var own = UUID.randomUUID().toString();
        assertThat(api.post(path, as(source.key(), own), body).status()).isEqualTo(200);
        api.newTask(source);
        assertThat(linesOf(own)).as("what an executor does for itself").isEmpty();
    }

    @Test
    void hasSignInsAndSignOuts() {
        var cookies = new ArrayList<As>();
        var signedIn = lineOf(Api.NOBODY, 204, as -> {
            var answer = api.post("/auth/dev-login", as, "{\"email\":\"comes@acme.test\"}");
            cookies.add(Api.session(answer.header("Set-Cookie").split(";", 2)[0]));
            return answer;
        });
        assertThat(signedIn.get("action").stringValue()).isEqualTo("reviewer.sign_in");
        assertThat(signedIn.at("/actor/email").stringValue()).isEqualTo("comes@acme.test");
        assertThat(signedIn.at("/target/id")).isEqualTo(signedIn.at("/actor/id"));
        assertThat(signedIn.get("client_address").stringValue()).isEqualTo("127.0.0.1");

        var signedOut = lineOf(cookies.getFirst(), 204, as -> api.post("/auth/logout?all=true", as, ""));
        assertThat(signedOut.get("action").stringValue()).isEqualTo("reviewer.sign_out");
        assertThat(signedOut.get("actor")).isEqualTo(signedIn.get("actor"));
        assertThat(signedOut.get("after").toString()).isEqualTo("{\"everywhere\":true}");
    }

    @Test
    void isDescribedActionByAction() throws IOException {
        var page = Files.readString(Path.of("docs/security.md"));
        var table = page.substring(page.indexOf("## What the audit log has"));
        assertThat(Pattern.compile("(?m)^\\| `([a-z_.]+)` \\|")
                        .matcher(table)
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Action.values()).map(WireName::of).toList());
    }

    @Test
    void namesWhoAndWhenAndFromWhere() {
        var before = Instant.now().minusMillis(1);
        var byKey = lineOf(ADMIN, 201, as -> api.post("/sources", as, "{\"name\":\"By a key\"}"));
        assertThat(byKey.at("/actor/kind").stringValue()).isEqualTo("admin_key");
        assertThat(byKey.at("/actor/key_prefix").stringValue()).isEqualTo(ADMIN_KEY.substring(0, 21));
        assertThat(byKey.get("client_address").stringValue()).isEqualTo("127.0.0.1");
        assertThat(Instant.parse(byKey.get("occurred_at").stringValue())).isBetween(before, Instant.now());
        assertThat(byKey.at("/target/type").stringValue()).isEqualTo("source");

        var bySession =
                lineOf(api.signInAsAdministrator(), 201, as -> api.post("/sources", as, "{\"name\":\"By Jane\"}"));
        assertThat(bySession.at("/actor/kind").stringValue()).isEqualTo("reviewer");
        assertThat(bySession.at("/actor/email").stringValue()).isEqualTo(ADMIN_EMAIL);
        assertThat(bySession.at("/actor/id").isMissingNode()).isFalse();
        assertThat(bySession.at("/actor/key_prefix").isMissingNode()).isTrue();
    }

    @Test
    void showsWhatStoodBeforeAndAfter() {
        var source = api.newSource();
        var changed = lineOf(
                ADMIN, 200, as -> api.patch("/sources/" + source.id(), as, "{\"name\":\"New\",\"description\":\"d\"}"));
        assertThat(changed.at("/before/name").stringValue()).isEqualTo("Test source");
        assertThat(changed.at("/after/name").stringValue()).isEqualTo("New");
        assertThat(changed.at("/after/description").stringValue()).isEqualTo("d");
        var deleted = lineOf(ADMIN, 204, as -> api.delete("/sources/" + source.id(), as));
        assertThat(deleted.at("/before/name").stringValue()).isEqualTo("New");
        assertThat(deleted.has("after")).isFalse();

        var other = api.newSource();
        var key = lines("action=api_key.create&limit=1").get(0);
        assertThat(key.at("/after/source_id").stringValue())
                .isEqualTo(other.id().toString());
        var keyId = key.at("/target/id").stringValue();
        var revoked = lineOf(ADMIN, 204, as -> api.delete("/api-keys/" + keyId, as));
        assertThat(revoked.at("/before/revoked_at").isMissingNode()).isTrue();
        assertThat(revoked.at("/after/revoked_at").isMissingNode()).isFalse();
    }

    @Test
    void namesTheServiceWhereItSwitchesAWebhookOff(@Autowired SourceService sources) {
        var url = "http://127.0.0.1:2009/hook";
        var source = api.newSource("{\"name\":\"Gone\",\"delivery\":{\"webhook\":{\"url\":\"" + url + "\"}}}");
        assertThat(sources.switchWebhookOff(source.id(), url, SwitchOffReason.GONE))
                .isTrue();
        assertThat(sources.switchWebhookOff(source.id(), url, SwitchOffReason.GONE))
                .isFalse();
        var lines = lines("action=source.webhook.switch_off&target_id=" + source.id());
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).get("actor").toString()).isEqualTo("{\"kind\":\"service\"}");
        assertThat(lines.get(0).at("/after/reason").stringValue()).isNotBlank();
    }

    @Test
    void keepsSecretsOut() {
        var created = api.post("/sources", ADMIN, """
                {"name":"Secretive","delivery":{"webhook":{"url":"http://127.0.0.1:2009/hook","secret":"%s"}}}""".formatted(SECRET));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        var id = Api.idOf(created);
        var rotated = api.post("/sources/" + id + "/webhook-secret/rotate", ADMIN, "");
        api.patch(
                "/sources/" + id, ADMIN, "{\"delivery\":{\"webhook\":{\"secret\":\"%s\"}}}".formatted(SECRET + "AAAA"));
        var key = api.post(
                        "/api-keys",
                        ADMIN,
                        "{\"source_id\":\"%s\",\"key_type\":\"source\",\"environment\":\"test\"}".formatted(id))
                .json();
        var all = String.join(
                "\n",
                jdbc.queryForList(
                        "select audit_log::text from audit_log order by occurred_at desc limit 20", String.class));
        assertThat(all)
                .contains(id.toString(), key.get("key_prefix").stringValue(), "webhook_secret_set")
                .doesNotContain(SECRET.substring(6))
                .doesNotContain(rotated.json().get("secret").stringValue().substring(6))
                .doesNotContain(key.get("key").stringValue());
    }

    @Test
    void hasEditsAndDecisionsWithoutTheirContents() {
        var task = Api.idOf(api.newTask(api.newSource()));
        var reviewer = api.signIn("auditing@acme.test");
        var path = "/review-tasks/" + task;
        var edited = lineOf(
                reviewer,
                200,
                as -> api.patch(
                        path + "/blocks", as, "{\"blocks\":[{\"id\":\"body\",\"content\":\"Something private\"}]}"));
        assertThat(edited.get("action").stringValue()).isEqualTo("review_task.edit");
        assertThat(edited.at("/actor/email").stringValue()).isEqualTo("auditing@acme.test");
        assertThat(edited.get("before").toString()).isEqualTo("{\"version\":1}");
        assertThat(edited.get("after")).isEqualTo(Api.JSON.readTree("{\"version\":2,\"block_ids\":[\"body\"]}"));

        var decided = lineOf(
                reviewer,
                200,
                as -> api.post(path + "/decision", as, "{\"decision\":\"DENY\",\"reason\":\"Something private\"}"));
        assertThat(decided.get("action").stringValue()).isEqualTo("review_task.decide");
        assertThat(decided.get("after")).isEqualTo(Api.JSON.readTree("{\"version\":3,\"decision\":\"DENY\"}"));
        assertThat(lines("target_id=" + task)
                        .valueStream()
                        .map(line -> line.get("action").stringValue()))
                .containsExactly("review_task.decide", "review_task.edit");
        assertThat(lines("target_id=" + task).toString()).doesNotContain("private");
    }

    @Test
    void hasNoLineOfWhatWasNotDone() {
        var source = api.newSource();
        var task = Api.idOf(api.newTask(source));
        var requestId = UUID.randomUUID().toString();
        var reviewer = as(api.signInAsReviewer(), requestId);
        var admin = as(ADMIN, requestId);
        var path = "/review-tasks/" + task;
        assertThat(api.delete("/sources/" + source.id(), admin).status()).isEqualTo(409);
        assertThat(api.post("/sources", admin, "{}").status()).isEqualTo(400);
        assertThat(api.get("/stats", reviewer).status()).isEqualTo(403);
        assertThat(api.patch(path + "/blocks", reviewer, "{\"blocks\":[{\"id\":\"none\",\"content\":\"x\"}]}")
                        .status())
                .isEqualTo(400);
        assertThat(api.patch(
                                path + "/blocks",
                                reviewer,
                                "{\"blocks\":[{\"id\":\"body\",\"content\":\"Hello\\nworld\\n\"}]}")
                        .status())
                .as("changes nothing")
                .isEqualTo(200);
        api.post(path + "/decision", api.signInAsReviewer(), "{\"decision\":\"APPROVE\"}");
        assertThat(api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}")
                        .status())
                .isEqualTo(422);
        assertThat(api.get("/sources", reviewer).status())
                .as("every reviewer may")
                .isEqualTo(200);
        assertThat(linesOf(requestId)).isEmpty();
    }

    @Test
    void allowsNoChangeWhoseLineCannotBeWritten() {
        var requestId = UUID.randomUUID().toString();
        try (var receiver = new WebhookReceiver()) {
            receiver.behave(WebhookReceiver.answer(400));
            var source = api.newSource("""
                    {"name":"Kept","delivery":{"webhook":{"url":"%s"}}}""".formatted(receiver.url()));
            var event = decidedEvent(source);
            receiver.await();
            var task = Api.idOf(api.newTask(source));
            var other = api.newSource();
            var keyId = lines("action=api_key.create&limit=1")
                    .get(0)
                    .at("/target/id")
                    .stringValue();
            var standing = state();
            jdbc.execute("alter table audit_log add constraint refused check (request_id is distinct from '" + requestId
                    + "') not valid");
            try {
                var admin = as(ADMIN, requestId);
                var reviewer = as(api.signInAsReviewer(), requestId);
                var path = "/sources/" + source.id();
                for (var refused : List.of(
                        api.post("/sources", admin, "{\"name\":\"Refused\"}"),
                        api.patch(path, admin, "{\"name\":\"Refused\"}"),
                        api.delete("/sources/" + other.id(), admin),
                        api.post(path + "/webhook-secret/rotate", admin, ""),
                        api.post("/api-keys", admin, "{\"key_type\":\"admin\",\"environment\":\"test\"}"),
                        api.delete("/api-keys/" + keyId, admin),
                        api.post(path + "/decision-events/" + event + "/redeliver", admin, ""),
                        api.patch(
                                "/review-tasks/" + task + "/blocks",
                                reviewer,
                                "{\"blocks\":[{\"id\":\"body\",\"content\":\"Refused\"}]}"),
                        api.post("/review-tasks/" + task + "/decision", reviewer, "{\"decision\":\"APPROVE\"}"),
                        api.post(path + "/decision-events/ack", admin, "{\"event_ids\":[\"" + event + "\"]}"),
                        api.post("/review-tasks", admin, filing(source)),
                        api.post("/review-tasks", admin, filing(source), "Idempotency-Key", "refused"))) {
                    assertThat(refused.status()).as(refused.text()).isEqualTo(500);
                }
            } finally {
                jdbc.execute("alter table audit_log drop constraint refused");
            }
            assertThat(state()).isEqualTo(standing);
        }
    }

    /** What administrators and reviewers change. */
    private List<@Nullable String> state() {
        return jdbc.queryForList("""
                select (select json_agg(s order by id)::text from sources s) || (select json_agg(json_build_array(
                    id, key_prefix, revoked_at) order by id)::text from api_keys)
                    || (select json_agg(json_build_array(id, version, status) order by id)::text from review_tasks)
                    || (select count(*) from review_decisions)
                """, String.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_log set actor = 'somebody else'",
                "update audit_log set actor = 'somebody else' where false",
                "delete from audit_log",
                "truncate audit_log",
                "insert into audit_log (occurred_at, id, action, actor_kind)"
                        + " select occurred_at, id, action, actor_kind from audit_log limit 1"
                        + " on conflict (occurred_at, id) do update set action = 'x'"
            })
    void refusesToBeChangedEvenByItsOwner(String statement) {
        api.newSource();
        Boolean owner = jdbc.queryForObject(
                "select tableowner = current_user from pg_tables where tablename = 'audit_log'", Boolean.class);
        assertThat(owner).isTrue();
        for (var role : List.of("origin", "replica")) {
            assertThatThrownBy(() -> jdbc.execute("set session_replication_role = " + role + "; " + statement
                            + "; set session_replication_role = origin"))
                    .isInstanceOf(DataAccessException.class)
                    .hasStackTraceContaining("audit_log can only be added to");
        }
    }

    @Test
    void isWrittenInTheTransactionOfTheChange(@Autowired AuditLog log) {
        assertThatThrownBy(() -> log.record(Actor.OPERATOR, Action.SOURCE_CREATE, null, null, null))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void pagesNewestFirstWithoutSkippingOrRepeating() {
        var id = api.newSource().id();
        for (int i = 0; i < 6; i++) {
            api.patch("/sources/" + id, ADMIN, "{\"description\":\"%d\"}".formatted(i));
        }
        var seen = new ArrayList<String>();
        var next = "";
        do {
            var page =
                    api.get("/audit-log?limit=3&target_id=" + id + next, ADMIN).json();
            page.get("items")
                    .forEach(line -> seen.add(line.at("/after/description").asString("")));
            // Comes before all pages that are still to be read.
            api.patch("/sources/" + id, ADMIN, "{\"description\":\"later\"}");
            next = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").stringValue();
        } while (!next.isEmpty());
        assertThat(seen).containsExactly("5", "4", "3", "2", "1", "0", "");
    }

    @Test
    void filtersWithinTheDatabase() {
        var id = api.newSource().id();
        var middle =
                Instant.parse(lines("target_id=" + id).get(0).get("occurred_at").stringValue());
        clock.stopAt(middle.plusSeconds(1));
        var administrator = api.signInAsAdministrator();
        api.patch("/sources/" + id, administrator, "{\"name\":\"Second\"}");
        clock.goOn();
        var target = "target_id=" + id;
        assertThat(lines(target)).hasSize(2);
        assertThat(lines(target + "&action=source.update")).hasSize(1);
        assertThat(lines(target + "&actor=" + ADMIN_EMAIL.toUpperCase(java.util.Locale.ROOT)))
                .hasSize(1);
        assertThat(lines(target + "&actor=" + ADMIN_KEY.substring(0, 21))).hasSize(1);
        var actorId = lines(target).get(0).at("/actor/id").stringValue();
        assertThat(lines(target + "&actor=" + actorId)).hasSize(1);
        assertThat(lines(target + "&created_after=" + middle)).hasSize(1);
        assertThat(lines(target + "&created_before=" + middle)).isEmpty();
        assertThat(lines(target + "&created_before=" + middle.plusMillis(1))).hasSize(1);
        assertThat(lines(target + "&actor=nobody@acme.test")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "action=source.steal",
                "limit=0",
                "limit=101",
                "target_id=x",
                "created_after=yesterday",
                "cursor=x",
                "actor=%00"
            })
    void refusesMalformedQueries(String query) {
        assertThat(api.get("/audit-log?" + query, ADMIN).status()).isEqualTo(400);
    }

    @Test
    void bindsCursorsToTheirFilters() {
        api.newSource();
        api.newSource();
        var cursor = api.get("/audit-log?limit=1&action=source.create", ADMIN)
                .json()
                .get("next_cursor")
                .stringValue();
        assertThat(api.get("/audit-log?limit=1&action=source.create&cursor=" + cursor, ADMIN)
                        .status())
                .isEqualTo(200);
        assertThat(api.get("/audit-log?limit=1&cursor=" + cursor, ADMIN).status())
                .isEqualTo(400);
    }

    @Test
    void findsRareActionsByAnIndex(@Autowired JdbcTemplate template) {
        // Small tables are read whole; what is asked is whether the index could serve.
        var plan = template.execute((org.springframework.jdbc.core.ConnectionCallback<String>) connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("set enable_seqscan = off; set enable_sort = off");
                try (var rows = statement.executeQuery("explain select * from audit_log where true"
                        + " and action = 'source.delete' order by occurred_at desc, id desc limit 51")) {
                    var text = new StringBuilder();
                    while (rows.next()) {
                        text.append(rows.getString(1)).append('\n');
                    }
                    return text.toString();
                } finally {
                    statement.execute("reset enable_seqscan; reset enable_sort");
                }
            }
        });
        assertThat(plan).contains("audit_log_other_months_action_occurred_at_id_idx");
    }
}
