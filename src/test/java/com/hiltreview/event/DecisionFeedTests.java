package com.hiltreview.event;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.uuid.Generators;
import com.hiltreview.json.RawJson;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.RestoredDump;
import com.hiltreview.testing.ReviewingTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import tools.jackson.databind.JsonNode;

class DecisionFeedTests extends ReviewingTest {
    private static final int COMMITTERS = 16;
    private static final int DECISIONS_EACH = 5;

    private static final String APPROVAL = "{\"decision\":\"APPROVE\"}";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private DecisionEvents events;

    @Test
    void listsTheOldestFirstAndContinuesAfterACursor() {
        var events = decide(5);
        var first = api.get(feed("?limit=2"), source.key()).json();
        assertThat(ids(first)).isEqualTo(events.subList(0, 2));
        var second = page(first, "&limit=2");
        assertThat(ids(second)).isEqualTo(events.subList(2, 4));
        var third = page(second, "&limit=2");
        assertThat(ids(third)).isEqualTo(events.subList(4, 5));
        var empty = page(third, "");
        assertThat(ids(empty)).isEmpty();
        var later = decide(1);
        assertThat(ids(page(empty, ""))).isEqualTo(later);
    }

    @Test
    void endsAPageThatHasFourMebibytesWithItsCursor() {
        var text = "x".repeat(250_000);
        for (int i = 0; i < 5; i++) {
            var task = api.post("/review-tasks", source.key(), """
                    {"blocks":[{"id":"a","type":"plaintext","content":"%1$s"},{"id":"b","type":"plaintext","content":"%1$s"},
                               {"id":"c","type":"plaintext","content":"%1$s"}]}""".formatted(text));
            assertThat(api.post("/review-tasks/" + Api.idOf(task) + "/decision", reviewer, "{\"decision\":\"APPROVE\"}")
                            .status())
                    .isEqualTo(200);
        }
        for (var query : List.of("?limit=100", "?limit=100&wait=1")) {
            var first = api.get(feed(query), source.key());
            assertThat(first.body()).hasSizeBetween(2_000_000, 4 * 1024 * 1024);
            assertThat(first.json().get("items")).hasSize(2);
            var second = page(first.json(), "&limit=100");
            assertThat(second.get("items")).hasSize(2);
            var third = page(second, "&limit=100");
            assertThat(third.get("items")).hasSize(1);
            assertThat(ids(page(third, ""))).isEmpty();
        }
    }

    @Test
    void returnsACursorForAnEmptyFeed() {
        var empty = api.get(feed(""), source.key()).json();
        assertThat(ids(empty)).isEmpty();
        var events = decide(2);
        assertThat(ids(page(empty, ""))).isEqualTo(events);
    }

    @Test
    void continuesAfterAnEventOfTheSource() {
        var events = decide(3);
        assertThat(ids(api.get(feed("?after=" + events.get(0)), source.key()).json()))
                .isEqualTo(events.subList(1, 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?after=nonsense",
                "?after=01990000-0000-7000-8000-000000000000",
                "?limit=0",
                "?limit=101",
                "?limit=x",
                "?include_delivered=perhaps"
            })
    void refusesInvalidParameters(String query) {
        var refused = api.get(feed(query), source.key());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/error/details/fields/0/field").stringValue())
                .isEqualTo(query.substring(1, query.indexOf('=')));
    }

    @Test
    void refusesAnotherSourcesCursorsAndEvents() {
        decide(1);
        var other = api.newSource();
        var foreign = api.get("/sources/" + other.id() + "/decision-events", other.key())
                .json();
        assertThat(api.get(feed("?after=" + foreign.get("next_cursor").stringValue()), source.key())
                        .status())
                .isEqualTo(400);
        var mine = source;
        source = other;
        var foreignEvent = decide(1).get(0);
        source = mine;
        assertThat(api.get(feed("?after=" + foreignEvent), source.key()).status())
                .isEqualTo(400);
        assertThat(api.get(feed("/" + foreignEvent), source.key()).status()).isEqualTo(404);
        assertThat(api.get(feed("/" + foreignEvent + "/attempts"), source.key()).status())
                .isEqualTo(404);
    }

    @Test
    void omitsAcknowledgedEventsUnlessAllAreRequested() {
        var events = decide(3);
        acknowledge(events.subList(1, 2));
        assertThat(ids(api.get(feed(""), source.key()).json())).containsExactly(events.get(0), events.get(2));
        var all = api.get(feed("?include_delivered=true&limit=2"), source.key()).json();
        assertThat(ids(all)).isEqualTo(events.subList(0, 2));
        assertThat(ids(page(all, ""))).isEqualTo(events.subList(2, 3));
    }

    @Test
    void showsOneEventAsTheFeedDoes() {
        var event = decide(1).get(0);
        var alone = api.get(feed("/" + event), source.key());
        assertThat(alone.json())
                .isEqualTo(api.get(feed(""), source.key()).json().at("/items/0"));
        assertThat(api.get(feed("/" + event + "/attempts"), source.key()).json().get("items"))
                .isEmpty();
    }

    @Test
    void acknowledgesNewlyAndAgainAndLeavesForeignIdsOut() {
        var events = decide(2);
        assertThat(acknowledge(events.subList(0, 1))).isEqualTo(events.subList(0, 1));
        var asked = new ArrayList<>(events);
        asked.add(UUID.randomUUID().toString());
        assertThat(acknowledge(asked)).isEqualTo(events);
        assertThat(statusesOf(events)).containsOnly("DISPATCHED");
        assertThat(acknowledge(List.of(UUID.randomUUID().toString()))).isEmpty();
    }

    @Test
    void changesNothingAtASecondAcknowledgement() {
        var events = decide(1);
        acknowledge(events);
        var task = taskOf(events.get(0));
        var before = api.get("/review-tasks/" + task, ADMIN);
        acknowledge(events);
        var after = api.get("/review-tasks/" + task, ADMIN);
        assertThat(after.etag()).isEqualTo(before.etag());
        assertThat(after.text()).isEqualTo(before.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"event_ids\":[]}",
                "{\"event_ids\":[null]}",
                "{\"event_ids\":[\"x\"]}",
                "{\"event_ids\":\"x\"}",
                "[]",
                "null",
                ""
            })
    void refusesAnAcknowledgementOfNothing(String body) {
        var refused = api.post(feed("/ack"), source.key(), body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errorCode()).isEqualTo("VALIDATION_ERROR");
    }

    @Test
    void acknowledgesAHundredAtOnceAndNoMore() {
        var hundred = IntStream.range(0, 100)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
        assertThat(acknowledge(hundred)).isEmpty();
        var more = new ArrayList<>(hundred);
        more.add(UUID.randomUUID().toString());
        assertThat(api.post(feed("/ack"), source.key(), acknowledgement(more)).status())
                .isEqualTo(400);
    }

    @Test
    void isClosedForASourceThatIsOnlyPushedExceptForSingleEvents() {
        source = api.newSource("{\"name\":\"Pushed\",\"delivery\":{\"mode\":\"WEBHOOK_ONLY\"}}");
        var task = decideOne();
        var event = api.get("/review-tasks/" + task, ADMIN)
                .json()
                .at("/dispatch/decision_event_id")
                .stringValue();
        assertThat(api.get(feed(""), source.key()).errorCode()).isEqualTo("CONFLICT");
        assertThat(api.post(feed("/ack"), source.key(), acknowledgement(List.of(event)))
                        .errorCode())
                .isEqualTo("CONFLICT");
        assertThat(api.get(feed("/" + event), source.key()).status()).isEqualTo(200);
    }

    @Test
    void isScopedToTheKeysSource() {
        var other = api.newSource();
        assertThat(api.get(feed(""), other.key()).status()).isEqualTo(403);
        assertThat(api.post(
                                feed("/ack"),
                                other.key(),
                                acknowledgement(List.of(UUID.randomUUID().toString())))
                        .status())
                .isEqualTo(403);
        var unknown = "/sources/" + UUID.randomUUID() + "/decision-events";
        assertThat(api.get(unknown, source.key()).status()).isEqualTo(403);
        var missing = api.get(unknown, ADMIN);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.json().at("/error/details/resource_type").stringValue())
                .isEqualTo("source");
    }

    @Test
    void neverReturnsACursorPastARunningTransaction(@Autowired PlatformTransactionManager transactions) {
        var cursor = api.get(feed(""), source.key()).json();
        var lateTask = Api.idOf(api.newTask(source));
        var late = transactions.getTransaction(TransactionDefinition.withDefaults());
        List<String> early;
        String lateEvent;
        try {
            lateEvent = insertEvent(lateTask);
            early = List.of(eventOf(decideOne()));
            cursor = page(cursor, "");
            assertThat(ids(cursor))
                    .as("events that committed after a running transaction started")
                    .isEmpty();
            transactions.commit(late);
        } catch (RuntimeException | AssertionError fault) {
            if (!late.isCompleted()) {
                transactions.rollback(late);
            }
            throw fault;
        }
        assertThat(ids(page(cursor, ""))).containsExactly(lateEvent, early.get(0));
    }

    @Test
    void leavesATaskUndecidedIfItsEventCannotBeWritten() {
        var task = Api.idOf(api.newTask(source));
        var obstacle = insertEvent(task);
        assertThat(api.post("/review-tasks/" + task + "/decision", reviewer, APPROVAL)
                        .status())
                .isEqualTo(500);
        assertThat(count(
                        "select count(*) from review_tasks where id = ?::uuid and status = 'PENDING'", task.toString()))
                .isOne();
        assertThat(count("select count(*) from review_decisions where task_id = ?::uuid", task.toString()))
                .isZero();
        assertThat(count("select count(*) from journal where task_id = ?::uuid and kind = 'decided'", task.toString()))
                .isZero();
        assertThat(count("select count(*) from audit_log where target_id = ?::uuid", task.toString()))
                .isZero();

        jdbc.update("delete from decision_events where id = ?::uuid", obstacle);
        assertThat(api.post("/review-tasks/" + task + "/decision", reviewer, APPROVAL)
                        .status())
                .isEqualTo(200);
        assertThat(count("select count(*) from decision_events where task_id = ?::uuid", task.toString()))
                .isOne();
    }

    @Test
    void missesNothingDuringSixteenConcurrentCommitters() throws Exception {
        var tasks = new ConcurrentLinkedQueue<UUID>();
        for (int i = 0; i < COMMITTERS * DECISIONS_EACH; i++) {
            tasks.add(Api.idOf(api.newTask(source)));
        }
        int expected = tasks.size();
        var seen = new ArrayList<String>();
        try (var committers = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < COMMITTERS; i++) {
                Callable<Void> decideAll = () -> {
                    for (var task = tasks.poll(); task != null; task = tasks.poll()) {
                        decideTask(task);
                    }
                    return null;
                };
                running.add(committers.submit(decideAll));
            }
            var cursor = api.get(feed("?limit=3"), source.key()).json();
            seen.addAll(ids(cursor));
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (seen.size() < expected && System.nanoTime() < deadline) {
                cursor = page(cursor, "&limit=3");
                seen.addAll(ids(cursor));
            }
            for (var committer : running) {
                committer.get();
            }
            assertThat(ids(page(cursor, "&limit=3"))).isEmpty();
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(expected);
        assertThat(new HashSet<>(seen))
                .isEqualTo(new HashSet<>(jdbc.queryForList(
                        "select id::text from decision_events where source_id = ?", String.class, source.id())));
    }

    @Test
    void keepsItsOrderWhenTheDataMovesToAnotherCluster(@Autowired ApplicationContext context) throws Exception {
        var old = decide(2);
        var cursor = api.get(feed("?limit=1"), source.key()).json();
        // Like rows of a restored dump: with transaction ids that this cluster has not reached.
        jdbc.update(
                "update decision_events set tx_id = (tx_id::text::numeric + 4000000000)::text::xid8 where source_id = ?",
                source.id());
        var fromAfar = old.get(0);
        assertThat(ids(api.get(feed("?after=" + fromAfar), source.key()).json()))
                .as("held back while their transactions count as running")
                .isEmpty();
        RestoredDump.simulate(context);
        var later = decide(1);
        assertThat(ids(page(cursor, "")).getLast()).isEqualTo(later.get(0));
        assertThat(ids(api.get(feed(""), source.key()).json())).containsExactly(old.get(0), old.get(1), later.get(0));
    }

    /** Writes an event in the test's own transaction, if there is one, and returns its id. */
    private String insertEvent(UUID task) {
        var event = events.of(decided(task));
        jdbc.update("""
                insert into decision_events (id, task_id, source_id, type, payload, created_at, next_attempt_at)
                values (?, ?, ?, 'review_task.approved', ?, now(), now())
                """, event.id(), event.taskId(), event.sourceId(), event.payload());
        return event.id().toString();
    }

    private DecisionRecorded decided(UUID task) {
        var blocks = new RawJson("[{\"id\":\"a\",\"type\":\"plaintext\",\"content\":\"x\",\"editable\":true}]");
        return new DecisionRecorded(
                Generators.timeBasedEpochRandomGenerator().generate(),
                task,
                source.id(),
                EventType.APPROVED,
                1,
                new RawJson(
                        "{\"type\":\"APPROVE\",\"decided_at\":\"2026-11-23T12:00:00.000Z\",\"decided_by\":\"a@b.test\"}"),
                "Approved unchanged.",
                "sha256:" + "0".repeat(64),
                "sha256:" + "0".repeat(64),
                blocks,
                blocks,
                new RawJson("{}"),
                null,
                Instant.now());
    }

    /** Files and decides tasks, one after the other, and returns their events. */
    private List<String> decide(int tasks) {
        var events =
                IntStream.range(0, tasks).mapToObj(i -> eventOf(decideOne())).toList();
        awaitCompleteness();
        return events;
    }

    /** Waits until no transaction of another test holds the feed back. */
    private void awaitCompleteness() {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> count("""
                        select count(*) from decision_events
                        where source_id::text = ? and tx_id >= pg_snapshot_xmin(pg_current_snapshot())
                            and feed_epoch = (select epoch from current_epoch)
                        """, source.id().toString()) == 0);
    }

    private UUID decideOne() {
        var task = Api.idOf(api.newTask(source));
        decideTask(task);
        return task;
    }

    private void decideTask(UUID task) {
        assertThat(api.post("/review-tasks/" + task + "/decision", reviewer, "{\"decision\":\"APPROVE\"}")
                        .status())
                .isEqualTo(200);
    }

    private String eventOf(UUID task) {
        return api.get("/review-tasks/" + task, ADMIN)
                .json()
                .at("/dispatch/decision_event_id")
                .stringValue();
    }

    private String taskOf(String event) {
        return api.get(feed("/" + event), ADMIN).json().get("task_id").stringValue();
    }

    private List<String> statusesOf(List<String> events) {
        return events.stream()
                .map(event -> api.get("/review-tasks/" + taskOf(event), ADMIN)
                        .json()
                        .get("status")
                        .stringValue())
                .toList();
    }

    private String feed(String rest) {
        return "/sources/" + source.id() + "/decision-events" + rest;
    }

    private JsonNode page(JsonNode before, String more) {
        var answer = api.get(feed("?after=" + before.get("next_cursor").stringValue() + more), source.key());
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> ids(JsonNode page) {
        return page.get("items")
                .valueStream()
                .map(event -> event.get("event_id").stringValue())
                .toList();
    }

    private List<String> acknowledge(List<String> events) {
        var answer = api.post(feed("/ack"), source.key(), acknowledgement(events));
        assertThat(answer.status()).isEqualTo(200);
        var acknowledged = answer.json()
                .get("event_ids")
                .valueStream()
                .map(id -> id.stringValue())
                .toList();
        assertThat(answer.json().get("acknowledged").intValue()).isEqualTo(acknowledged.size());
        return acknowledged;
    }

    private static String acknowledgement(List<String> events) {
        return "{\"event_ids\":[\"" + String.join("\",\"", events) + "\"]}";
    }

    private int count(String sql, String argument) {
        Integer count = jdbc.queryForObject(sql, Integer.class, argument);
        return count == null ? -1 : count;
    }
}
