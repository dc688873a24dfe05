package com.hiltreview.delivery;

import com.hiltreview.event.EventQueue.Permit;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Which sources have due events, and whether an instance delivers them. */
@Repository
class DeliveryQueue {
    private final JdbcTemplate jdbc;

    DeliveryQueue(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** What must be done so that a source's events are sent. */
    enum Need {
        /** Nothing: nothing is due, the endpoint is paused, or an execution is due already. */
        NOTHING,
        /** An instance delivers for the source, and may not know of the new event yet. */
        WAKING,
        /** No execution is due, so one must be scheduled. */
        SCHEDULING
    }

    /**
     * The right to send a source's events, granted by db-scheduler.
     *
     * @param version of the execution; if it has changed, another instance has taken over
     */
    record Lease(UUID sourceId, long version) {
        /** Holds until another instance takes over. */
        Permit permit() {
            return new Permit("""
                    select from scheduled_tasks
                    where task_name = 'deliver-source' and task_instance = ? and picked and version = ?
                    """, List.of(sourceId.toString(), version));
        }
    }

    /** Sources with events that were due before that time, and that no instance delivers. */
    List<UUID> idleSourcesWithWork(Instant before, Instant now) {
        return jdbc.query(
                """
                select s.id from pushing_sources s
                where exists (select from due_events e where e.source_id = s.id and e.next_attempt_at <= ?)
                    and not exists (
                        select from scheduled_tasks t
                        where t.task_name = 'deliver-source' and t.task_instance = s.id::text
                            and (t.picked or t.execution_time <= ?))
                    and not exists (select from webhook_health h where h.source_id = s.id and h.paused_until > ?)
                """,
                (row, number) -> row.getObject("id", UUID.class),
                Timestamp.from(before),
                Timestamp.from(now),
                Timestamp.from(now));
    }

    /** What each of these sources needs; those whose webhook is off are left out. */
    Map<UUID, Need> needs(Collection<UUID> sourceIds, Instant now) {
        var time = Timestamp.from(now);
        return jdbc
                .query(
                        """
                        select s.id, case
                            when h.paused_until > ? then 'NOTHING'
                            when t.picked then 'WAKING'
                            when t.execution_time <= ? then 'NOTHING'
                            when not exists (
                                select from due_events e where e.source_id = s.id and e.next_attempt_at <= ?)
                                then 'NOTHING'
                            else 'SCHEDULING' end as need
                        from pushing_sources s
                            left join scheduled_tasks t on t.task_name = 'deliver-source' and t.task_instance = s.id::text
                            left join webhook_health h on h.source_id = s.id
                        where s.id = any (cast(? as uuid[]))
                        """,
                        (row, number) ->
                                Map.entry(row.getObject("id", UUID.class), Need.valueOf(row.getString("need"))),
                        time,
                        time,
                        time,
                        sourceIds.toArray(UUID[]::new))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
