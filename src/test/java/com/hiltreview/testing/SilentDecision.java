package com.hiltreview.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.id.Ids;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** A decision that nobody is told of, as of an instance that died between its commit and the signal. */
public final class SilentDecision {
    private SilentDecision() {}

    /** Denies a task of a source without a webhook. */
    public static void of(UUID task, JdbcTemplate jdbc) {
        var event = Ids.next();
        int decided = jdbc.update("""
                with decided as (
                    update review_tasks
                    set status = 'DENIED', blocks_final = blocks_working, diff = '{}', version = version + 1,
                        updated_at = now()
                    where id = ?
                    returning id, source_id, status, version, updated_at, blocks_original, blocks_final
                ), decision as (
                    insert into review_decisions (task_id, decision, reason, decided_by, decided_at)
                    select id, 'DENY', 'No', 'reviewer@acme.test', now() from decided
                ), journaled as (
                    insert into journal (task_id, source_id, kind, status, version, occurred_at, author_kind, author)
                    select id, source_id, 'decided', status, version, updated_at, 'reviewer', 'reviewer@acme.test'
                    from decided
                )
                insert into decision_events (id, task_id, source_id, type, payload, created_at, next_attempt_at)
                select cast(? as uuid), id, source_id, 'review_task.denied', convert_to(jsonb_build_object(
                    'event_id', ?, 'type', 'review_task.denied', 'source_id', source_id, 'task_id', id,
                    'decision', jsonb_build_object('type', 'DENY', 'reason', 'No',
                        'decided_at', '2026-11-24T12:00:00.000Z', 'decided_by', 'reviewer@acme.test'),
                    'original', blocks_original, 'final', blocks_final, 'diff', jsonb_build_object(),
                    'occurred_at', '2026-11-24T12:00:00.000Z')::text, 'UTF8'), now(), now()
                from decided
                """, task, event.toString(), event.toString());
        assertThat(decided).isOne();
    }
}
