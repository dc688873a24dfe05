package com.hiltreview.event;

import com.hiltreview.json.WireName;
import com.hiltreview.sql.ValueRows;
import java.time.Instant;
import java.util.UUID;

/**
 * An event to be written: it reports a decision, or a change request, to the source, and is due at once.
 *
 * @param payload the UTF-8 bytes as sent, signed and pulled
 */
public record DecisionEvent(UUID id, UUID taskId, UUID sourceId, EventType type, byte[] payload, Instant createdAt) {
    /** The columns that {@link #insertEach} reads. */
    public static final ValueRows<DecisionEvent> COLUMNS = ValueRows.<DecisionEvent>of()
            .column("event_id", "uuid", DecisionEvent::id)
            .column("event_task_id", "uuid", DecisionEvent::taskId)
            .column("event_source_id", "uuid", DecisionEvent::sourceId)
            .column("event_type", "text", event -> WireName.of(event.type))
            .column("event_payload", "bytea", DecisionEvent::payload)
            .column("event_created_at", "timestamptz", DecisionEvent::createdAt)
            .build();

    /**
     * SQL that writes the events of changes, as a part of the statement that makes these: neither exists without the other. The
     * database assigns their places in the feed.
     *
     * @param changes rows with the {@link #COLUMNS}
     */
    public static String insertEach(String changes) {
        return """
                insert into decision_events (id, task_id, source_id, type, payload, created_at, next_attempt_at)
                select %s, event_created_at from %s
                """.formatted(COLUMNS.names(), changes);
    }
}
