package com.hiltreview.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.hiltreview.delivery.AttemptRetention;
import com.hiltreview.idempotency.IdempotencyKeys;
import com.hiltreview.review.TaskCompletion;
import com.hiltreview.testing.ServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Instances of the service that share a queue of their own, so that the one that all tests share does not join in. */
class ArchiveTaskTests extends ServiceTest {
    private static final String CRON = "0 0 2 * * *";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private DataSource database;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private PlatformTransactionManager transactions;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TaskCompletion tasks;

    @Autowired
    private IdempotencyKeys idempotencyKeys;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private AttemptRetention attempts;

    private final List<Instance> instances = new ArrayList<>();

    private record Instance(Scheduler scheduler, MeterRegistry meters) {
        long runs(String outcome) {
            var timer = meters.find("hilt.archive.run").tag("outcome", outcome).timer();
            return timer == null ? 0 : timer.count();
        }
    }

    @BeforeEach
    void makeQueue() {
        jdbc.execute("drop table if exists archive_queue");
        jdbc.execute("create table archive_queue (like scheduled_tasks including all)");
    }

    @AfterEach
    void stop() {
        instances.forEach(instance -> instance.scheduler().stop());
        jdbc.execute("drop table archive_queue");
    }

    private Instance instance(String cron) {
        var meters = new SimpleMeterRegistry();
        var settings = new ArchiveSettings(Duration.ofDays(7), cron);
        var archiver = new Archiver(tasks, idempotencyKeys, attempts, settings, meters, clock);
        var scheduler = Scheduler.create(database)
                .startTasks(new ArchiveTask(settings, archiver))
                .tableName("archive_queue")
                .threads(2)
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(Duration.ofMillis(50))
                .heartbeatInterval(Duration.ofSeconds(1))
                .missedHeartbeatsLimit(4)
                .build();
        var instance = new Instance(scheduler, meters);
        instances.add(instance);
        return instance;
    }

    @Test
    void isDueAtTheNextMatchOfTheCronInUtc() {
        instance(CRON).scheduler().start();
        assertThat(row().dueAt()).isEqualTo(next(2, 0));
        assertThat(runs("done")).isZero();
    }

    @Test
    void aChangedCronCountsFromTheNextStart() {
        instance(CRON).scheduler().start();
        instance("0 30 4 * * *").scheduler().start();
        assertThat(row().dueAt()).isEqualTo(next(4, 30));
    }

    @Test
    void aMissedRunIsMadeUpForByOneOfTheInstances() {
        putRow(Instant.now().minus(Duration.ofHours(3)), false);
        var both = List.of(instance(CRON), instance(CRON));
        CompletableFuture.allOf(both.stream()
                        .map(instance -> CompletableFuture.runAsync(instance.scheduler()::start))
                        .toArray(CompletableFuture[]::new))
                .join();

        await().atMost(PATIENCE).until(() -> row().dueAt().equals(next(2, 0)));
        assertThat(runs("done")).isEqualTo(1);
    }

    @Test
    void aRunOfADeadInstanceIsTakenOver() {
        putRow(Instant.now().minus(Duration.ofHours(3)), true);
        instance(CRON).scheduler().start();

        await().atMost(PATIENCE).until(() -> runs("done") == 1);
        await().atMost(PATIENCE).until(() -> row().dueAt().equals(next(2, 0)));
    }

    @Test
    void aRunThatAShutdownEndsIsDueAgainAtOnce() {
        putRow(Instant.now().minusSeconds(1), false);
        var first = instance(CRON);
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            jdbc.execute("lock table idempotency_keys");
            first.scheduler().start();
            await().atMost(PATIENCE).until(() -> blockedStatements() == 1);
            var stopping = CompletableFuture.runAsync(first.scheduler()::stop);
            await().atMost(PATIENCE)
                    .until(() -> first.scheduler().getSchedulerState().isShuttingDown());
            assertThat(stopping).isNotDone();
        });
        await().atMost(PATIENCE).until(() -> !row().picked());
        assertThat(first.runs("interrupted")).isEqualTo(1);
        assertThat(row().dueAt()).isBeforeOrEqualTo(Instant.now());

        var second = instance(CRON);
        second.scheduler().start();
        await().atMost(PATIENCE).until(() -> second.runs("done") == 1);
    }

    private long runs(String outcome) {
        return instances.stream().mapToLong(instance -> instance.runs(outcome)).sum();
    }

    private record Row(Instant dueAt, boolean picked) {}

    private Row row() {
        return jdbc.queryForObject(
                "select execution_time, picked from archive_queue where task_name = 'archive'",
                (row, number) -> new Row(
                        row.getObject("execution_time", OffsetDateTime.class).toInstant(), row.getBoolean("picked")));
    }

    private void putRow(Instant dueAt, boolean picked) {
        var at = dueAt.atOffset(ZoneOffset.UTC);
        jdbc.update("""
                insert into archive_queue
                    (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
                values ('archive', 'recurring', ?, ?, ?, ?, 1)
                """, at, picked, picked ? "a dead instance" : null, picked ? at : null);
    }

    private int blockedStatements() {
        Integer count = jdbc.queryForObject("""
                select count(*) from pg_stat_activity
                where wait_event_type = 'Lock' and query like '%idempotency_keys%'
                """, Integer.class);
        return count == null ? 0 : count;
    }

    private static Instant next(int hour, int minute) {
        var now = OffsetDateTime.now(ZoneOffset.UTC);
        var today = now.toLocalDate().atTime(hour, minute).atOffset(ZoneOffset.UTC);
        return (today.isAfter(now) ? today : today.plusDays(1)).toInstant();
    }
}
