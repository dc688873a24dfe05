package com.hiltreview.delivery;

import com.hiltreview.review.DecisionType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * What the executor is told of a decision, due at once. Its place in the feed is given by the database; how far it gets
 * from here is written by {@link DeliveryQueue}, many at a time.
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

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    @Column(columnDefinition = "decision_type")
    private DecisionType decision;

    private byte[] payload;

    private Instant nextAttemptAt;
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init")
    protected DecisionEvent() {}

    DecisionEvent(UUID id, UUID taskId, UUID sourceId, DecisionType decision, byte[] payload, Instant now) {
        this.id = id;
        this.taskId = taskId;
        this.sourceId = sourceId;
        this.decision = decision;
        this.payload = payload;
        this.nextAttemptAt = now;
        this.createdAt = now;
    }
}
