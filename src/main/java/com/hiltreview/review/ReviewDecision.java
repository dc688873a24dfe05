package com.hiltreview.review;

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
import org.jspecify.annotations.Nullable;

/** What was decided, by whom and when; never changed afterwards. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads every field.
@Immutable
@Table(name = "review_decisions")
class ReviewDecision {
    @Id
    private UUID taskId;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    @Column(columnDefinition = "decision_type")
    private DecisionType decision;

    private @Nullable String reason;
    private @Nullable String optionId;
    private String decidedBy;
    private UUID decidedByUserId;
    private Instant decidedAt;

    @SuppressWarnings("NullAway.Init")
    protected ReviewDecision() {}

    ReviewDecision(UUID taskId, ReviewTaskView.Decision decision, UUID reviewer) {
        this.taskId = taskId;
        this.decision = decision.type();
        this.reason = decision.reason();
        this.optionId = decision.optionId();
        this.decidedBy = decision.decidedBy();
        this.decidedByUserId = reviewer;
        this.decidedAt = decision.decidedAt();
    }

    UUID taskId() {
        return taskId;
    }
}
