package com.hiltreview.stream;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.access.Caller;
import com.hiltreview.answer.LargeAnswers;
import com.hiltreview.journal.Journal;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.EventStream;
import com.hiltreview.testing.EventStream.Event;
import com.hiltreview.testing.RestoredDump;
import com.hiltreview.testing.ReviewingTest;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

class TaskStreamTests extends ReviewingTest {
    private static final Duration NOT_AT_ALL = Duration.ofMillis(400);

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TaskStreams streams;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private LargeAnswers answers;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Journal journal;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private PlatformTransactionManager transactions;

    @Test
    void startsAtOnceAndIsNeitherCachedNorBuffered() {
        try (var stream = EventStream.open(api, reviewer)) {
            assertThat(stream.greeting().lines()).contains(": connected", "retry: 2000");
            assertThat(stream.lastId()).isNotEmpty();
            var headers = stream.response().headers();
            assertThat(headers.firstValue("Content-Type")).hasValue("text/event-stream");
            assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
            assertThat(headers.firstValue("X-Accel-Buffering")).hasValue("no");
        }
    }

    @Test
    void reportsEachChangeWithTheTaskAsItsListShowsIt() {
        try (var stream = EventStream.open(api, source.key())) {
            var task = Api.idOf(api.newTask(source));
            assertReports(stream.next(), "task.created");
            edit(task);
            assertReports(stream.next(), "task.updated");
            api.post("/review-tasks/" + task + "/comments", reviewer, "{\"text\":\"Why?\"}");
            assertReports(stream.next(), "task.commented");
            api.post("/review-tasks/" + task + "/change-request", reviewer, "{\"comment\":\"Shorter\"}");
            assertReports(stream.next(), "task.changes_requested");
            api.post(
                    "/review-tasks/" + task + "/revisions",
                    source.key(),
                    "{\"blocks\":[{\"id\":\"body\",\"type\":\"markdown\",\"content\":\"Hi\"}]}");
            assertReports(stream.next(), "task.revised");
            var event = decide(task);
            assertReports(stream.next(), "task.decided");
            api.post(
                    "/sources/" + source.id() + "/decision-events/ack",
                    source.key(),
                    "{\"event_ids\":[\"%s\"]}".formatted(event));
            assertReports(stream.next(), "task.dispatched");
        }
    }

    @Test
    void sendsCommentsWhileIdleAndEndsAfterItsLifetime() throws Exception {
        var settings = new TaskStreamController.Settings(Duration.ofMillis(50), Duration.ofMillis(500));
        var response = new MockHttpServletResponse();
        var caller = new Caller.SourceKey(UUID.randomUUID(), "hilt_sk_test_", source.id());
        new TaskStreamController(streams, answers, settings)
                .stream(caller, null, new MockHttpServletRequest("GET", "/review-tasks/stream"), response);
        assertThat(response.getContentAsString())
                .startsWith(": connected\n")
                .contains(": still here\n\n: still here\n\n");
    }

    @Test
    void doesNotReportArchiving() {
        try (var stream = EventStream.open(api, source.key())) {
            var archived = Api.idOf(api.newTask(source));
            stream.next();
            decide(archived);
            stream.next();
            archive(archived);
            var task = Api.idOf(api.newTask(source));
            assertThat(stream.next().json().get("id").stringValue()).isEqualTo(task.toString());
        }
    }

    @Test
    void shortensATaskWithLargeOptions() {
        try (var stream = EventStream.open(api, source.key())) {
            fileTaskWithLargeOptions();
            var event = stream.next();
            assertReports(event, "task.created");
            assertThat(event.data()).hasSizeLessThan(2_000);
        }
    }

    private UUID fileTaskWithLargeOptions() {
        return Api.idOf(api.post("/review-tasks", source.key(), """
                {"blocks":[{"id":"b","type":"plaintext","content":"Text"}],
                 "interaction_schema":{"type":"choice","options":[
                     {"id":"o","label":"Option","patches":[{"block_id":"b","op":"replace","value":"%s"}]}]}}
                """.formatted("x".repeat(200_000))));
    }

    private void assertReports(Event event, String name) {
        assertThat(event.name()).isEqualTo(name);
        assertThat(event.json())
                .isEqualTo(api.get("/review-tasks?source_id=" + source.id(), ADMIN)
                        .json()
                        .at("/items/0"));
    }

    @Test
    void reportsEachStateEvenIfSeveralChangesFollowAtOnce() {
        try (var stream = EventStream.open(api, source.key())) {
            var task = Api.idOf(api.newTask(source));
            var held = holdBack();
            edit(task);
            decide(task);
            transactions.commit(held);
            var reported = List.of(stream.next(), stream.next(), stream.next());
            assertThat(reported)
                    .extracting(Event::name)
                    .containsExactly("task.created", "task.updated", "task.decided");
            assertThat(reported)
                    .extracting(event -> event.json().get("version").intValue())
                    .containsExactly(1, 2, 3);
            assertThat(reported)
                    .extracting(event -> event.json().get("status").stringValue())
                    .containsExactly("PENDING", "PENDING", "APPROVED");
            assertThat(reported)
                    .extracting(event -> event.json().has("decision"))
                    .containsExactly(false, false, true);
        }
    }

    @Test
    void showsASourceOnlyItsOwnTasks() {
        var other = api.newSource();
        try (var own = EventStream.open(api, source.key());
                var all = EventStream.open(api, ADMIN);
                var reviewers = EventStream.open(api, reviewer)) {
            var foreign = Api.idOf(api.newTask(other)).toString();
            var mine = Api.idOf(api.newTask(source)).toString();
            assertThat(own.next().taskId()).isEqualTo(mine);
            assertThat(List.of(all.next().taskId(), all.next().taskId())).containsExactly(foreign, mine);
            assertThat(List.of(reviewers.next().taskId(), reviewers.next().taskId()))
                    .containsExactly(foreign, mine);
            assertThat(own.poll(NOT_AT_ALL)).isNull();
        }
    }

    @Test
    void refusesCallersWithoutCredentialsOrWithoutEventStreamInAccept() {
        assertThat(api.get("/review-tasks/stream", NOBODY).status()).isEqualTo(401);
        assertThat(api.get("/review-tasks/stream", ADMIN, "Accept", "application/json")
                        .status())
                .isEqualTo(406);
        assertThat(api.get("/api/v1/review-tasks/stream", ADMIN, "Accept", "text/csv")
                        .status())
                .isEqualTo(406);
        assertThat(api.get("/review-tasks", ADMIN, "Accept", "text/event-stream")
                        .status())
                .as("other paths answer with JSON only")
                .isEqualTo(406);
    }

    @Test
    void answersHeadWithoutAStream() {
        var head = api.request("/review-tasks/stream", ADMIN).method("HEAD", HttpRequest.BodyPublishers.noBody());
        var answer = api.send(head, new byte[0]);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
    }

    @Test
    void isServedUnderThePrefixAsWell() {
        try (var stream = EventStream.open(new Api(api.baseUrl() + "/api/v1", jdbc), source.key())) {
            api.newTask(source);
            assertThat(stream.next().name()).isEqualTo("task.created");
        }
    }

    @Test
    void resumesAfterTheLastEvent() {
        var before = Api.idOf(api.newTask(source));
        String last;
        try (var stream = EventStream.open(api, source.key())) {
            edit(before);
            last = nextUpdate(stream).id();
        }
        var missed = new ArrayList<String>();
        for (int i = 0; i < 250; i++) {
            missed.add(Api.idOf(api.newTask(source)).toString());
        }
        try (var stream = EventStream.open(api, source.key(), last)) {
            var live = Api.idOf(api.newTask(source)).toString();
            for (var task : missed) {
                assertThat(stream.next().taskId()).isEqualTo(task);
            }
            assertThat(stream.next().taskId()).isEqualTo(live);
            assertThat(stream.poll(NOT_AT_ALL)).isNull();
        }
    }

    @Test
    void resumesFromItsGreetingIfNoEventWasReceived() {
        String last;
        try (var stream = EventStream.open(api, source.key())) {
            last = stream.lastId();
        }
        var missed = Api.idOf(api.newTask(source)).toString();
        try (var stream = EventStream.open(api, source.key(), last)) {
            assertThat(stream.next().taskId()).isEqualTo(missed);
        }
    }

    @Test
    void skipsNoChangeThatIsWrittenFirstAndCommittedLast() {
        var late = Api.idOf(api.newTask(source));
        String last;
        try (var stream = EventStream.open(api, source.key())) {
            edit(late);
            last = nextUpdate(stream).id();
            var running = transactions.getTransaction(TransactionDefinition.withDefaults());
            String early;
            try {
                touch(late);
                early = Api.idOf(api.newTask(source)).toString();
                assertThat(stream.poll(NOT_AT_ALL)).as("held back").isNull();
                try (var resumed = EventStream.open(api, source.key(), last)) {
                    assertThat(resumed.poll(NOT_AT_ALL)).as("held back").isNull();
                }
                transactions.commit(running);
            } finally {
                rollBackIfRunning(running);
            }
            assertThat(List.of(stream.next().taskId(), stream.next().taskId())).containsExactly(late.toString(), early);
            try (var resumed = EventStream.open(api, source.key(), last)) {
                assertThat(List.of(resumed.next().taskId(), resumed.next().taskId()))
                        .containsExactly(late.toString(), early);
            }
        }
    }

    @Test
    void missesNothingDuringConcurrentCommits() throws InterruptedException {
        var filed = new HashSet<String>();
        var reported = new ArrayList<String>();
        try (var stream = EventStream.open(api, source.key())) {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 8; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int task = 0; task < 20; task++) {
                        var id = Api.idOf(api.newTask(source)).toString();
                        synchronized (filed) {
                            filed.add(id);
                        }
                    }
                }));
            }
            for (var thread : threads) {
                thread.join();
            }
            for (int i = 0; i < 160; i++) {
                reported.add(stream.next().taskId());
            }
        }
        assertThat(reported).doesNotHaveDuplicates();
        assertThat(Set.copyOf(reported)).isEqualTo(filed).hasSize(160);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "0-1-1", "999999999-1-1", "1-1"})
    void resyncsIfTheIdIsNoPlaceInTheJournal(String lastEventId) {
        assertThatItResyncs(lastEventId);
    }

    @Test
    void resyncsIfThePlaceIsNotReachedYet() {
        var place = journal.present();
        assertThatItResyncs(place.epoch() + "-" + (place.transaction() + 1_000_000) + "-1");
    }

    @Test
    void resumesBeyondEntriesOfDeletedTasks() {
        var last = journal.present().toString();
        jdbc.update("""
                insert into journal (task_id, source_id, kind, status, version, occurred_at, author_kind)
                select gen_random_uuid(), ?, 'edited', 'PENDING', 1, now(), 'system' from generate_series(1, 50)
                """, source.id());
        var task = Api.idOf(api.newTask(source)).toString();
        try (var stream = EventStream.open(api, source.key())) {
            // From here on the follower has passed the entries, so that they are replayed.
            edit(UUID.fromString(task));
            nextUpdate(stream);
        }
        try (var stream = EventStream.open(api, source.key(), last)) {
            assertThat(stream.next().taskId()).isEqualTo(task);
        }
    }

    @Test
    void resyncsIfMoreWasMissedThanIsReplayed() {
        var last = journal.present().toString();
        var task = Api.idOf(api.newTask(source));
        var other = api.newSource();
        try (var behind = EventStream.open(api, other.key())) {
            jdbc.update("""
                    insert into journal (task_id, source_id, kind, status, version, occurred_at, author_kind)
                    select ?, ?, 'edited', 'PENDING', 1, now(), 'system' from generate_series(1, 10000)
                    """, task, source.id());
            api.newTask(other);
            assertThat(behind.next().name())
                    .as("the follower has read all of them")
                    .isEqualTo("task.created");
            assertThatItResyncs(last);
        }
    }

    @Test
    void resyncsOnAnotherCluster(@Autowired ApplicationContext context) throws Exception {
        var before = journal.present();
        try (var stream = EventStream.open(api, source.key())) {
            RestoredDump.simulate(context);
            assertThat(stream.next().name()).as("while the stream is open").isEqualTo("resync");
            var task = Api.idOf(api.newTask(source));
            var event = stream.next();
            assertThat(event.taskId()).isEqualTo(task.toString());
            edit(task);
            var updated = stream.next();
            try (var resumed = EventStream.open(api, source.key(), event.id())) {
                assertThat(resumed.next()).isEqualTo(updated);
            }
        }
        assertThat(journal.present().epoch()).isEqualTo(before.epoch() + 1);
        assertThatItResyncs(before.toString());
    }

    private void assertThatItResyncs(String lastEventId) {
        try (var stream = EventStream.open(api, source.key(), lastEventId)) {
            assertThat(stream.greeting().lines())
                    .as("a new id before the resync would make it look received")
                    .allMatch(line -> !line.startsWith("id:") || line.equals("id: " + lastEventId));
            var resync = stream.next();
            assertThat(resync.name()).isEqualTo("resync");
            assertThat(resync.data()).isEqualTo("{}");
            var task = Api.idOf(api.newTask(source)).toString();
            assertThat(stream.next().taskId()).isEqualTo(task);
            try (var again = EventStream.open(api, source.key(), resync.id())) {
                assertThat(again.next().taskId()).isEqualTo(task);
            }
        }
    }

    @Test
    void disconnectsASlowReaderAndResumesItWithoutAGap() throws Exception {
        var task = Api.idOf(api.post("/review-tasks", source.key(), """
                {"blocks":[{"id":"b","type":"plaintext","content":"Text"}],"risk_warning":"%1$s",
                 "execution_intent":{"kind":"custom","display":{"target":"%1$s","warning":"%1$s"}}}
                """.formatted("\\u0001".repeat(3_999) + "x")));
        int versions = 400;
        var seen = new ArrayList<Integer>();
        String last;
        try (var slow = SlowReader.open(api, source.key())) {
            for (int i = 0; i < versions; i++) {
                touch(task);
            }
            last = slow.readToTheEnd(seen);
        }
        assertThat(seen).as("it was disconnected").hasSizeLessThan(versions);
        int reconnects = 0;
        while (seen.size() < versions) {
            assertThat(reconnects++).isLessThan(10);
            try (var stream = EventStream.open(api, source.key(), last)) {
                for (var event = stream.poll(Duration.ofSeconds(2));
                        event != null;
                        event = stream.poll(Duration.ofSeconds(2))) {
                    seen.add(event.json().get("version").intValue());
                    last = event.id();
                }
            }
        }
        var expected = new ArrayList<Integer>();
        for (int version = 2; version <= versions + 1; version++) {
            expected.add(version);
        }
        assertThat(seen).isEqualTo(expected);
    }

    /** Passes over the creation, if somebody else's transaction hid it until the stream was open. */
    private static Event nextUpdate(EventStream stream) {
        var event = stream.next();
        while (!event.name().equals("task.updated")) {
            event = stream.next();
        }
        return event;
    }

    private void edit(UUID task) {
        var edited = api.patch(
                "/review-tasks/" + task + "/blocks",
                reviewer,
                "{\"blocks\":[{\"id\":\"body\",\"content\":\"%s\"}]}".formatted(UUID.randomUUID()));
        assertThat(edited.status()).isEqualTo(200);
    }

    /** Decides the task and returns its event. */
    private String decide(UUID task) {
        return api.post("/review-tasks/" + task + "/decision", reviewer, "{\"decision\":\"APPROVE\"}")
                .json()
                .at("/dispatch/decision_event_id")
                .stringValue();
    }

    private void archive(UUID task) {
        change(task, "status = 'ARCHIVED', archived_at = now()", "archived");
    }

    private void touch(UUID task) {
        change(task, "title = title", "edited");
    }

    private void change(UUID task, String assignments, String kind) {
        jdbc.update("""
                with changed as (
                    update review_tasks set %s, version = version + 1, updated_at = now() where id = ?
                    returning id, source_id, status, version, updated_at
                )
                insert into journal (task_id, source_id, kind, status, version, occurred_at, author_kind)
                select id, source_id, '%s', status, version, updated_at, 'system' from changed
                """.formatted(assignments, kind), task);
    }

    /** Starts a transaction that has a transaction id, as one that has written. */
    private TransactionStatus holdBack() {
        var running = transactions.getTransaction(TransactionDefinition.withDefaults());
        jdbc.queryForObject("select pg_current_xact_id()::text", String.class);
        return running;
    }

    private void rollBackIfRunning(TransactionStatus running) {
        if (!running.isCompleted()) {
            transactions.rollback(running);
        }
    }
}
