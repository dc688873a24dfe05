package com.hiltreview.cost;

import static com.hiltreview.testing.Api.ADMIN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.event.EventQueue;
import com.hiltreview.event.EventQueue.Permit;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.DatabaseReads;
import com.hiltreview.testing.MovableClock;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.StatementCounter;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * What a call reads among 21,000 tasks of three sources: a missed index, or a plan that reads too much, shows. Those of
 * other tests are removed, so none may be at work.
 */
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseReadsTests extends ServiceTest {
    /** Calls may read this many times today's counts, since a page of a table or an index is full sooner or later. */
    private static final double TOLERANCE = 1.3;

    /** Small tables, such as the sources that other tests left, may be read whole; a wrong plan reads thousands of rows. */
    private static final int SMALL_TABLES = 50;

    /** So often that PostgreSQL has chosen a plan for all parameters; the most that one of the calls reads is compared. */
    private static final int REPETITIONS = 12;

    /** Calls, with the index entries, rows and buffers that they read today. */
    @SuppressWarnings("ImmutableEnumChecker") // A record of numbers.
    enum Call {
        LIST_OF_ALL_COUNTED(20_101, 105, 356),
        LIST_OF_ALL(100, 95, 272),
        // A source's tasks of all statuses are merged from a page of each.
        LIST_OF_A_SOURCE_COUNTED(20_199, 202, 639),
        LIST_OF_A_SOURCE(202, 194, 339),
        LIST_OF_A_SOURCE_LATER_PAGE(202, 194, 345),
        LIST_OF_AN_OLD_SOURCE(594, 194, 325),
        LIST_OF_PENDING(12_652, 58, 126),
        LIST_OF_DISPATCHED(4564, 361, 393),
        LIST_BY_PRIORITY(12_292, 238, 298),
        LIST_BY_PRIORITY_LATER_PAGE(12_112, 58, 211),
        LIST_WITH_A_RARE_WORD(50, 60, 163),
        LIST_WITH_AN_UNKNOWN_WORD(4, 1, 22),
        // As the first of its statement it includes planning, which looks at the ends of indexes.
        GET_PENDING(10, 4, 36),
        GET_DISPATCHED(4, 4, 11),
        POLL(102, 102, 34),
        POLL_LATER_PAGE(102, 102, 34),
        POLL_AT_THE_END(1, 1, 5),
        POLL_WITH_DELIVERED(102, 102, 21),
        CLAIM_DUE_EVENTS(16, 16, 8),
        CREATE(2, 2, 32),
        CREATE_WITH_KEY(3, 3, 37),
        EDIT(3, 5, 42),
        DECIDE(10, 9, 84),
        ACKNOWLEDGE_20(83, 82, 955);

        final DatabaseReads today;

        Call(long entries, long rows, long buffers) {
            today = new DatabaseReads(entries, rows, buffers);
        }
    }

    private static final String TASK = """
            {"title":"A task","blocks":[{"id":"body","type":"plaintext","content":"Hello"}]}""";

    private static final String EDIT = """
            {"blocks":[{"id":"body","content":"New"}]}""";

    private static final String DECISION = """
            {"decision":"APPROVE"}""";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private EventQueue events;

    @SuppressWarnings("NullAway.Init")
    private ManyTasks tasks;

    @SuppressWarnings("NullAway.Init")
    private SourceFixture source;

    @SuppressWarnings("NullAway.Init")
    private SourceFixture oldSource;

    @SuppressWarnings("NullAway.Init")
    private SourceFixture otherSource;

    @SuppressWarnings("NullAway.Init")
    private As reviewer;

    /** Before the present by more than a test goes on, as {@link MovableClock} wants it. */
    private final Instant start = Instant.now().minusSeconds(60);

    @BeforeAll
    void fill(@LocalServerPort int port, @Autowired PlatformTransactionManager transactions) {
        var api = new Api("http://127.0.0.1:" + port, jdbc);
        reviewer = api.signInAsReviewer();
        source = api.newSource();
        oldSource = api.newSource();
        otherSource = api.newSource();
        tasks = new ManyTasks(jdbc, transactions);
        tasks.clear();
        var approved = api.newApproval(api.newSource(), reviewer);
        tasks.file(source.id(), 1, 20_100, approved);
        tasks.file(otherSource.id(), 20_101, 500, approved);
        tasks.file(oldSource.id(), 20_601, 400, approved);
        tasks.vacuum();
    }

    @AfterAll
    void empty() {
        tasks.clear();
        tasks.close();
    }

    /** Keys stay cached, and the count of a large list. */
    @BeforeEach
    void stopTheClock() {
        goTo(start);
    }

    private void goTo(Instant time) {
        clock.stopAt(time);
        for (var key : List.of(ADMIN, source.key(), oldSource.key())) {
            get(key, "/review-tasks?status=ARCHIVED");
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsNoMoreThanToday(Call call, TestReporter reporter) {
        var repeated = prepare(call);
        var most = DatabaseReads.NONE;
        for (int i = 0; i < REPETITIONS; i++) {
            var requestId = UUID.randomUUID().toString();
            StatementCounter.watchReads(requestId);
            repeated.make(i, requestId);
            most = most.max(StatementCounter.readsOf(requestId));
        }
        reporter.publishEntry("%s(%d, %d, %d)".formatted(call, most.entries(), most.rows(), most.buffers()));
        assertWithin("index entries", most.entries(), call.today.entries());
        assertWithin("rows", most.rows(), call.today.rows());
        assertWithin("buffers", most.buffers(), call.today.buffers());
    }

    private static void assertWithin(String what, long read, long today) {
        assertThat(read).as(what).isPositive().isLessThanOrEqualTo((long) (today * TOLERANCE) + SMALL_TABLES);
    }

    private interface Repeated {
        void make(int repetition, String requestId);
    }

    private Repeated prepare(Call call) {
        return switch (call) {
            case LIST_OF_ALL_COUNTED -> counted(ADMIN, "/review-tasks");
            case LIST_OF_ALL -> read(ADMIN, "/review-tasks");
            case LIST_OF_A_SOURCE_COUNTED -> counted(source.key(), "/review-tasks");
            case LIST_OF_A_SOURCE -> read(source.key(), "/review-tasks");
            case LIST_OF_A_SOURCE_LATER_PAGE -> read(source.key(), later("/review-tasks?"));
            case LIST_OF_AN_OLD_SOURCE -> read(ADMIN, "/review-tasks?source_id=" + oldSource.id());
            case LIST_OF_PENDING -> read(ADMIN, "/review-tasks?status=PENDING");
            case LIST_OF_DISPATCHED -> read(ADMIN, "/review-tasks?status=DISPATCHED");
            case LIST_BY_PRIORITY -> read(source.key(), "/review-tasks?status=PENDING&sort=priority");
            case LIST_BY_PRIORITY_LATER_PAGE ->
                read(source.key(), later("/review-tasks?status=PENDING&sort=priority&"));
            case LIST_WITH_A_RARE_WORD -> read(ADMIN, "/review-tasks?q=" + ManyTasks.RARE_WORD);
            case LIST_WITH_AN_UNKNOWN_WORD -> read(ADMIN, "/review-tasks?q=unheard");
            case GET_PENDING -> read(source.key(), task("PENDING", 0));
            case GET_DISPATCHED -> read(source.key(), task("DISPATCHED", 0));
            case POLL -> read(source.key(), feed());
            case POLL_LATER_PAGE -> read(source.key(), feed() + "?after=" + cursorAt(2000));
            case POLL_AT_THE_END -> read(source.key(), feed() + "?after=" + cursorAt(0));
            case POLL_WITH_DELIVERED -> read(source.key(), feed() + "?include_delivered=true");
            case CLAIM_DUE_EVENTS -> (i, requestId) -> claim(requestId);
            case CREATE -> write("POST", i -> api.request("/review-tasks", source.key()), i -> TASK);
            case CREATE_WITH_KEY ->
                write(
                        "POST",
                        i -> api.request("/review-tasks", source.key()).header("Idempotency-Key", "k" + i),
                        i -> TASK);
            case EDIT -> write("PATCH", i -> api.request(task("PENDING", i) + "/blocks", reviewer), i -> EDIT);
            case DECIDE -> write("POST", i -> api.request(task("PENDING", 0) + "/decision", reviewer), i -> DECISION);
            case ACKNOWLEDGE_20 -> write("POST", i -> api.request(feed() + "/ack", source.key()), i -> twentyEvents());
        };
    }

    private Repeated read(As as, String path) {
        // Until the next movement of the clock, the service remembers that the list is large.
        get(as, path);
        return (i, requestId) -> send(api.request(path, as), requestId);
    }

    private Repeated counted(As as, String path) {
        return (i, requestId) -> {
            goTo(start.plusSeconds(3L * (i + 1)));
            send(api.request(path, as), requestId);
        };
    }

    private static Repeated write(String method, IntFunction<HttpRequest.Builder> request, IntFunction<String> body) {
        return (i, requestId) -> send(
                request.apply(i)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body.apply(i))),
                requestId);
    }

    private byte[] get(As as, String path) {
        return send(api.request(path, as), "unwatched");
    }

    /** Other tests hold these calls against the contract. */
    private static byte[] send(HttpRequest.Builder request, String requestId) {
        var answer = Api.sendUnchecked(request.header("X-Request-Id", requestId));
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isIn(200, 201);
        return answer.body();
    }

    private void claim(String requestId) {
        MDC.put("request_id", requestId);
        try {
            var claimed = events.claim(
                    source.id(), List.of(), 16, 1024 * 1024, Instant.now(), new Permit("select", List.of()));
            assertThat(claimed.orElseThrow()).hasSize(16);
        } finally {
            MDC.remove("request_id");
        }
    }

    private String feed() {
        return "/sources/" + source.id() + "/decision-events";
    }

    /** The path of a task with this status, of those in the middle. */
    private String task(String status, int number) {
        var id = jdbc.queryForObject("""
                select id from review_tasks where source_id = ? and status = ?::review_task_status
                order by created_at offset 1000 + ? limit 1
                """, UUID.class, source.id(), status, number);
        return "/review-tasks/" + id;
    }

    private String twentyEvents() {
        var ids = jdbc.queryForList(
                "select id from decision_events where source_id = ? and delivered_at is null order by id limit 20",
                String.class,
                source.id());
        return Api.JSON.writeValueAsString(Map.of("event_ids", ids));
    }

    /** The path of the page that comes after twenty pages of a hundred. */
    private String later(String path) {
        var next = path;
        for (int i = 0; i < 20; i++) {
            next = path + "cursor=" + cursor(get(source.key(), next + "&limit=100"));
        }
        return next;
    }

    /** The place in the feed behind which there are so many undelivered events. */
    private String cursorAt(int left) {
        var event = jdbc.queryForObject("""
                select id from decision_events where source_id = ? and delivered_at is null
                order by id desc offset ? limit 1
                """, UUID.class, source.id(), left);
        return cursor(get(source.key(), feed() + "?limit=1&after=" + event));
    }

    private static String cursor(byte[] page) {
        return Api.JSON.readTree(page).get("next_cursor").stringValue();
    }
}
