package com.hiltreview.archive;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Many decided tasks at once, as no test could file and decide them. */
final class DecidedTasks {
    private DecidedTasks() {}

    static void insert(JdbcTemplate jdbc, UUID source, int count, Instant at) {
        jdbc.update("""
                with made as (
                    insert into review_tasks (id, source_id, status, priority, risk_level, title, blocks_original,
                        blocks_working, blocks_final, diff, block_count, search_text, version, created_at, updated_at)
                    select uuidv7(), ?, 'APPROVED', 'NORMAL', 'LOW', 'Task ' || i, block, block, block, '{}', 1,
                        'task ' || i, 2, ?, ?
                    from generate_series(1, ?) i, (select cast('[{"id":"b","type":"plaintext","content":"x",
                        "editable":true}]' as json)) as content (block)
                    returning id, source_id, updated_at
                ), decided as (
                    insert into review_decisions (task_id, decision, decided_by, decided_at)
                    select id, 'APPROVE', 'reviewer@acme.test', updated_at from made
                )
                insert into decision_events
                    (id, task_id, source_id, type, payload, created_at, next_attempt_at)
                select uuidv7(), id, source_id, 'review_task.approved', '{}', updated_at, updated_at from made
                """, source, at.atOffset(ZoneOffset.UTC), at.atOffset(ZoneOffset.UTC), count);
    }
}
