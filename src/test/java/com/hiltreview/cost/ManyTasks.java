package com.hiltreview.cost;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * So many tasks that a wrong plan shows: six in ten PENDING, two APPROVED whose events are due, two DISPATCHED. One in a thousand
 * has a rare word.
 */
final class ManyTasks implements AutoCloseable {
    static final String RARE_WORD = "zanzibar";

    private static final List<String> TABLES = List.of("decision_events", "review_decisions", "review_tasks");

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    ManyTasks(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        autovacuum(false);
    }

    /**
     * @param first number of the newest task, which is as many seconds old; the others follow
     * @param approved a task of the service's own, which is copied with its decision and event
     */
    void file(UUID source, int first, int tasks, UUID approved) {
        withoutForeignKeys(() ->
                jdbc.update("""
                with template as (
                    select t.*, d.decided_by, d.decided_by_user_id, e.id as event_id, e.type, e.payload
                    from review_tasks t
                        join review_decisions d on d.task_id = t.id
                        join decision_events e on e.task_id = t.id
                    where t.id = ?
                ), numbers as (
                    select n, date_trunc('milliseconds', now()) - interval '1 minute' - n * interval '1 second' as at,
                        (array['PENDING', 'PENDING', 'PENDING', 'APPROVED', 'PENDING', 'DISPATCHED', 'PENDING',
                            'APPROVED', 'PENDING', 'DISPATCHED'])[1 + n %% 10]::review_task_status as status,
                        case when n %% 1000 = 0 then '%s ' else '' end || 'invoice ' || n || ' of vendor ' || n %% 97
                            as words
                    from generate_series(?, ?) n
                ), plan as (
                    select uuidv7(at - now()) as id, uuidv7(at - now()) as new_event_id, n, at, words,
                        numbers.status as new_status, numbers.status <> 'PENDING' as decided
                    from numbers
                ), filed as (
                    insert into review_tasks (id, source_id, status, priority, risk_level, title, preview,
                        interaction_schema, metadata, blocks_original, blocks_working, blocks_final, diff, block_count,
                        search_text, version, created_at, updated_at)
                    select p.id, ?, new_status, (array['HIGH', 'NORMAL', 'LOW'])[1 + n %% 3]::priority_level, risk_level,
                        words, words, interaction_schema, metadata, blocks_original, blocks_working,
                        case when decided then blocks_final end, case when decided then diff end, block_count,
                        words, case when decided then 2 else 1 end, at, at
                    from plan p cross join template order by n desc
                ), decisions as (
                    insert into review_decisions (task_id, decision, decided_by, decided_by_user_id, decided_at)
                    select p.id, 'APPROVE', decided_by, decided_by_user_id, at from plan p cross join template
                    where decided order by n desc
                )
                insert into decision_events (id, task_id, source_id, type, payload, delivery_status, attempt_count,
                    next_attempt_at, delivered_at, created_at)
                select new_event_id, p.id, ?, type,
                    convert_to(replace(replace(replace(convert_from(payload, 'UTF8'),
                        event_id::text, new_event_id::text),
                        t.id::text, p.id::text),
                        t.source_id::text, ?::text), 'UTF8'),
                    case when new_status = 'DISPATCHED' then 'DELIVERED' else 'NOT_SENT' end::delivery_status, 0,
                    case when new_status = 'APPROVED' then at end,
                    case when new_status = 'DISPATCHED' then at end,
                    at
                from plan p cross join template t where decided order by n desc
                """.formatted(RARE_WORD), approved, first, first + tasks - 1, source, source, source));
    }

    /** Lets the planner and index-only scans see what was filed, as autovacuum does within a minute. */
    void vacuum() {
        var unseen = new ArrayList<>(TABLES);
        await().pollDelay(Duration.ZERO).until(() -> {
            // Where commits are asynchronous, nothing counts as visible to all before it is on the disk.
            jdbc.execute("select pg_logical_emit_message(false, 'before', 'vacuum', true)");
            unseen.removeIf(this::isVisibleAfterVacuum);
            return unseen.isEmpty();
        });
        TABLES.forEach(table -> jdbc.execute("analyze " + table));
    }

    private boolean isVisibleAfterVacuum(String table) {
        jdbc.execute("vacuum (parallel 0) " + table);
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select relallvisible > relpages - 10 from pg_class where relname = ?", Boolean.class, table));
    }

    /** Removes the tasks of all tests, which would be read as well. */
    void clear() {
        jdbc.execute("truncate " + String.join(", ", TABLES) + " cascade");
    }

    /** Checking foreign keys takes longer than the work itself. */
    private void withoutForeignKeys(Runnable work) {
        transaction.executeWithoutResult(status -> {
            jdbc.execute("set local session_replication_role = replica");
            work.run();
        });
    }

    @Override
    public void close() {
        autovacuum(true);
    }

    private void autovacuum(boolean enabled) {
        for (var table : TABLES) {
            jdbc.execute("alter table " + table + " set (autovacuum_enabled = " + enabled + ")");
        }
    }
}
