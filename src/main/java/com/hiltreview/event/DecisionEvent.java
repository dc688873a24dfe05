package com.hiltreview.event;

import com.hiltreview.json.WireName;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/**
 * The event that reports a decision to the executor, due at once. The database assigns its place in the feed. {@link
 * EventQueue} updates its delivery, for many events at a time.
 */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads every field.
@Table(name = "decision_events")
@Immutable
class DecisionEvent {
    @Id
    private UUID id;

    private UUID taskId;
    private UUID sourceId;

    private String type;

    private byte[] payload;

    private Instant nextAttemptAt;
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init")
    protected DecisionEvent() {}

    DecisionEvent(DecisionRecorded decided, byte[] payload) {
        this.id = decided.eventId();
        this.taskId = decided.taskId();
        this.sourceId = decided.sourceId();
        this.type = WireName.of(decided.type());
        this.payload = payload;
        this.nextAttemptAt = decided.decidedAt();
        this.createdAt = decided.decidedAt();
    }
}
