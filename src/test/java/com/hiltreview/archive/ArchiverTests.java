package com.hiltreview.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.delivery.AttemptRetention;
import com.hiltreview.idempotency.IdempotencyKeys;
import com.hiltreview.review.TaskCompletion;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@ExtendWith(OutputCaptureExtension.class)
class ArchiverTests extends ServiceTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final String APPROVE = "{\"decision\":\"APPROVE\"}";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Archiver archiver;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TaskCompletion tasks;

    @Autowired
    private IdempotencyKeys idempotencyKeys;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private AttemptRetention attempts;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private PlatformTransactionManager transactions;

    @SuppressWarnings("NullAway.Init")
    private As reviewer;

    @SuppressWarnings("NullAway.Init")
    private SourceFixture source;

    /** Far enough in the past for all that a test goes through to lie there. */
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(Duration.ofDays(40));

    @BeforeEach
    void beginInThePast() {
        clock.stopAt(start);
        source = api.newSource();
        reviewer = api.signInAsReviewer();
    }

    @Test
    void archivesAfterExactlySevenDaysAndNotAMillisecondBefore() {
        var decided = decided(APPROVE);
        var denied = decided("{\"decision\":\"DENY\",\"reason\":\"No\"}");

        runAt(WEEK.minusMillis(1));
        assertThat(status(decided)).isEqualTo("APPROVED");
        assertThat(status(denied)).isEqualTo("DENIED");

        runAt(WEEK);
        assertThat(status(decided)).isEqualTo("ARCHIVED");
        assertThat(status(denied)).isEqualTo("ARCHIVED");
    }

    @Test
    void aChangeBeginsTheSevenDaysAnew() {
        var task = decided(APPROVE);
        clock.stopAt(start.plus(DAY));
        acknowledge(task);

        runAt(WEEK);
        assertThat(status(task)).isEqualTo("DISPATCHED");
        runAt(WEEK.plus(DAY).minusMillis(1));
        assertThat(status(task)).isEqualTo("DISPATCHED");
        runAt(WEEK.plus(DAY));
        assertThat(status(task)).isEqualTo("ARCHIVED");
    }

    @Test
    void neverArchivesAPendingTask() {
        var task = Api.idOf(api.newTask(source));

        runAt(Duration.ofDays(40));
        assertThat(status(task)).isEqualTo("PENDING");
    }

    @Test
    void showsWhenItArchivedAndCountsTheVersionUp() {
        var task = decided(APPROVE);
        var before = read(task);
        runAt(WEEK.plusSeconds(1));

        var after = read(task);
        assertThat(after.json().get("archived_at").stringValue())
                .isEqualTo(after.json().get("updated_at").stringValue());
        assertThat(Instant.parse(after.json().get("updated_at").stringValue()))
                .isEqualTo(start.plus(WEEK).plusSeconds(1));
        assertThat(after.json().get("version").intValue())
                .isEqualTo(before.json().get("version").intValue() + 1);
        assertThat(after.etag()).isNotEqualTo(before.etag());
        assertThat(after.json().get("blocks_final")).isEqualTo(before.json().get("blocks_final"));
        assertThat(after.json().get("decision")).isEqualTo(before.json().get("decision"));
    }

    @Test
    void waitsForADeliveryThatIsStillBeingTried() {
        var task = decided(APPROVE);
        setDelivery(task, "IN_PROGRESS", true);
        push("WEBHOOK_AND_PULL");
        runAt(Duration.ofDays(20));
        assertThat(status(task)).isEqualTo("APPROVED");

        setDelivery(task, "FAILED", false);
        runAt(Duration.ofDays(20));
        assertThat(status(task)).isEqualTo("ARCHIVED");
    }

    @Test
    void doesNotWaitForAnEventThatNobodyPushes() {
        var task = decided(APPROVE);
        setDelivery(task, "NOT_SENT", true);
        runAt(WEEK);
        assertThat(status(task)).isEqualTo("ARCHIVED");
    }

    @Test
    void archivesWhatAPullOnlySourceNeverAcknowledged() {
        var task = decided(APPROVE);
        setDelivery(task, "NOT_SENT", true);
        push("PULL_ONLY");
        runAt(WEEK);
        assertThat(status(task)).isEqualTo("ARCHIVED");
    }

    @Test
    void anArchivedTaskStaysSoWhenItsEventIsAcknowledged() {
        var task = decided(APPROVE);
        runAt(WEEK);
        var archived = read(task).json();
        assertThat(feed().get("items")).hasSize(1);

        acknowledge(task);
        var acknowledged = read(task).json();
        assertThat(acknowledged.get("status").stringValue()).isEqualTo("ARCHIVED");
        assertThat(acknowledged.at("/dispatch/last_delivery_status").stringValue())
                .isEqualTo("DELIVERED");
        assertThat(acknowledged.get("updated_at")).isEqualTo(archived.get("updated_at"));
        assertThat(acknowledged.get("version")).isEqualTo(archived.get("version"));
        assertThat(feed().get("items")).isEmpty();
    }

    @Test
    void anArchivedTaskIsReadOnly() {
        var task = decided(APPROVE);
        runAt(WEEK);
        var archived = read(task);

        var edited = api.patch(
                "/review-tasks/" + task + "/blocks", reviewer, "{\"blocks\":[{\"id\":\"body\",\"content\":\"New\"}]}");
        var decided = api.post("/review-tasks/" + task + "/decision", reviewer, APPROVE);
        for (var refused : new Answer[] {edited, decided}) {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.errorCode()).isEqualTo("INVALID_STATE_TRANSITION");
            assertThat(refused.json().at("/error/details/current_status").stringValue())
                    .isEqualTo("ARCHIVED");
        }
        assertThat(read(task).body()).isEqualTo(archived.body());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void archivesAfterAsManyDaysAsAreSet(int days) {
        var task = decided(APPROVE);
        var other = new Archiver(
                tasks,
                idempotencyKeys,
                attempts,
                new ArchiveSettings(Duration.ofDays(days), "0 0 2 * * *"),
                new SimpleMeterRegistry(),
                clock);
        if (days > 0) {
            clock.stopAt(start.plus(Duration.ofDays(days)).minusMillis(1));
            other.run(() -> false);
            assertThat(status(task)).isEqualTo("APPROVED");
        }
        clock.stopAt(start.plus(Duration.ofDays(days)));
        other.run(() -> false);
        assertThat(status(task)).isEqualTo("ARCHIVED");
    }

    @Test
    void dropsIdempotencyKeysAMinuteAfterTheirDay() {
        createWithKey("old");
        clock.stopAt(start.plusMillis(1));
        createWithKey("younger");

        runAt(DAY.plusMinutes(1).minusMillis(1));
        assertThat(keys()).isEqualTo(2);
        runAt(DAY.plusMinutes(1));
        assertThat(keys()).isEqualTo(1);
        assertThat(createWithKey("old").headers().firstValue("Idempotent-Replayed"))
                .isEmpty();
    }

    @Test
    void dropsDeliveryAttemptsAfterThirtyDays() {
        var task = decided(APPROVE);
        addAttempt(task, 1, start);
        addAttempt(task, 2, start.plusMillis(1));

        runAt(Duration.ofDays(30).minusMillis(1));
        assertThat(attemptsOf(task)).isEqualTo(2);
        runAt(Duration.ofDays(30));
        assertThat(attemptsOf(task)).isEqualTo(1);
    }

    @Test
    void worksInBatchesAndEndsBetweenTwoOfThem() {
        insertDecided(1200);
        clock.stopAt(start.plus(WEEK));
        var asked = new int[1];

        assertThat(archiver.run(() -> asked[0]++ == 2)).isFalse();
        assertThat(archived()).isEqualTo(1000);
        assertThat(archiver.run(() -> false)).isTrue();
        assertThat(archived()).isEqualTo(1200);
    }

    @Test
    void dropsManyKeysAndAttemptsOfTheSameMoment() {
        var task = decided(APPROVE);
        jdbc.update("""
                insert into idempotency_keys (source_id, key, request_hash, task_id, response, etag, created_at)
                select ?, 'key ' || i, sha256('x'), ?, 'x', 'x', ? from generate_series(1, 1100) i
                """, source.id(), task, start.atOffset(ZoneOffset.UTC));
        jdbc.update("""
                insert into delivery_attempts (event_id, attempt, duration_ms, attempted_at)
                select e.id, i, 1, ? from decision_events e cross join generate_series(1, 1100) i where e.task_id = ?
                """, start.atOffset(ZoneOffset.UTC), task);

        runAt(Duration.ofDays(30));
        assertThat(keys()).isZero();
        assertThat(attemptsOf(task)).isZero();
    }

    @Test
    void passesOverATaskThatSomebodyHolds() {
        insertDecided(3);
        var held = jdbc.queryForList(
                        "select id from review_tasks where source_id = ? order by id limit 1", UUID.class, source.id())
                .getFirst();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            jdbc.queryForList("select id from review_tasks where id = ? for update", held);
            CompletableFuture.runAsync(() -> runAt(WEEK)).join();
        });
        assertThat(archived()).isEqualTo(2);
        assertThat(status(held)).isEqualTo("APPROVED");
        runAt(WEEK);
        assertThat(archived()).isEqualTo(3);
    }

    @Test
    void saysWhatItDidInOneLineAndInMeters(CapturedOutput output) {
        runAt(Duration.ofDays(39)); // What other tests have left behind.
        clock.stopAt(start);
        var task = decided(APPROVE);
        decided(APPROVE);
        createWithKey("k");
        addAttempt(task, 1, start);
        clock.stopAt(start.plus(Duration.ofDays(30)));
        MeterRegistry meters = new SimpleMeterRegistry();
        int before = output.getOut().length();

        new Archiver(tasks, idempotencyKeys, attempts, new ArchiveSettings(WEEK, "0 0 2 * * *"), meters, clock)
                .run(() -> false);

        assertThat(output.getOut().substring(before).lines())
                .filteredOn(line -> line.contains("Archiver"))
                .singleElement()
                .asString()
                .containsPattern("Archiver done: 2 tasks archived, "
                        + "1 idempotency keys and 1 delivery attempts dropped, in \\d+ ms");
        assertThat(meters.get("hilt.archive.tasks").counter().count()).isEqualTo(2);
        assertThat(meters.get("hilt.archive.idempotency.keys").counter().count())
                .isEqualTo(1);
        assertThat(meters.get("hilt.archive.delivery.attempts").counter().count())
                .isEqualTo(1);
        assertThat(meters.get("hilt.archive.run").tag("outcome", "done").timer().count())
                .isEqualTo(1);
    }

    private void runAt(Duration afterStart) {
        clock.stopAt(start.plus(afterStart));
        assertThat(archiver.run(() -> false)).isTrue();
    }

    private UUID decided(String decision) {
        var id = Api.idOf(api.newTask(source));
        assertThat(api.post("/review-tasks/" + id + "/decision", reviewer, decision)
                        .status())
                .isEqualTo(200);
        return id;
    }

    private Answer read(UUID task) {
        return api.get("/review-tasks/" + task, source.key());
    }

    private String status(UUID task) {
        return read(task).json().get("status").stringValue();
    }

    private String feedPath() {
        return "/sources/" + source.id() + "/decision-events";
    }

    private JsonNode feed() {
        return api.get(feedPath(), source.key()).json();
    }

    private void acknowledge(UUID task) {
        var event = read(task).json().at("/dispatch/decision_event_id").stringValue();
        var answer = api.post(feedPath() + "/ack", source.key(), "{\"event_ids\":[\"" + event + "\"]}");
        assertThat(answer.json().get("acknowledged").intValue()).isEqualTo(1);
    }

    /** As the dispatcher would leave it; the next attempt lies beyond the test, so that nobody makes it. */
    private void setDelivery(UUID task, String status, boolean due) {
        jdbc.update("""
                update decision_events
                set delivery_status = cast(? as delivery_status), attempt_count = 1, next_attempt_at = %s
                where task_id = ?
                """.formatted(due ? "now() + interval '1 day'" : "null"), status, task);
    }

    private void push(String mode) {
        jdbc.update("""
                update sources
                set webhook_enabled = true, webhook_url = 'http://127.0.0.1:9/', webhook_secret = 'x',
                    delivery_mode = cast(? as delivery_mode)
                where id = ?
                """, mode, source.id());
    }

    private Answer createWithKey(String key) {
        var answer = api.post("/review-tasks", source.key(), """
                {"blocks":[{"id":"b","type":"plaintext","content":"Text"}]}""", "Idempotency-Key", key);
        assertThat(answer.status()).isEqualTo(201);
        return answer;
    }

    private void addAttempt(UUID task, int number, Instant at) {
        jdbc.update("""
                insert into delivery_attempts (event_id, attempt, status_code, duration_ms, attempted_at)
                select id, ?, 500, 1, ? from decision_events where task_id = ?
                """, number, at.atOffset(ZoneOffset.UTC), task);
    }

    private void insertDecided(int count) {
        DecidedTasks.insert(jdbc, source.id(), count, start);
    }

    private int archived() {
        return count("review_tasks where status = 'ARCHIVED' and source_id = ?", source.id());
    }

    private int keys() {
        return count("idempotency_keys where source_id = ?", source.id());
    }

    private int attemptsOf(UUID task) {
        return count("delivery_attempts a join decision_events e on e.id = a.event_id where e.task_id = ?", task);
    }

    private int count(String from, UUID id) {
        Integer count = jdbc.queryForObject("select count(*) from " + from, Integer.class, id);
        return count == null ? -1 : count;
    }
}
