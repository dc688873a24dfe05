package com.hiltreview.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.hiltreview.json.RawJson;
import com.hiltreview.proposal.Priority;
import com.hiltreview.proposal.RiskLevel;
import com.hiltreview.verdict.Decider;
import com.hiltreview.verdict.DecisionType;
import com.hiltreview.verdict.Verdict;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A task as it is shown. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReviewTaskView(
        @JsonUnwrapped Summary summary,
        @Nullable RawJson blocksOriginal,
        @Nullable RawJson blocksWorking,
        @Nullable RawJson blocksFinal,
        @Nullable RawJson diff,
        @Nullable Decision decision,
        @Nullable Dispatch dispatch,
        @Nullable RawJson metadata,
        int version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant archivedAt,
        String etag) {
    /** What a task and a list item have in common. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Summary(
            UUID id,
            UUID sourceId,
            String sourceName,
            ReviewTaskStatus status,
            Priority priority,
            String title,
            @Nullable String preview,
            @Nullable RawJson service,
            @Nullable RawJson sourceService,
            @Nullable RawJson action,
            RiskLevel riskLevel,
            @Nullable String riskWarning,
            @Nullable RawJson interactionSchema,
            @Nullable RawJson executionIntent) {
        Summary withStatus(ReviewTaskStatus other) {
            return new Summary(
                    id,
                    sourceId,
                    sourceName,
                    other,
                    priority,
                    title,
                    preview,
                    service,
                    sourceService,
                    action,
                    riskLevel,
                    riskWarning,
                    interactionSchema,
                    executionIntent);
        }
    }

    /**
     * @param decidedBy the reviewer's e-mail address at that time
     * @param decidedById the reviewer, whatever becomes of the address
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Decision(
            DecisionType type,
            @Nullable String reason,
            @Nullable String optionId,
            Instant decidedAt,
            String decidedBy,
            @Nullable UUID decidedById) {
        static Decision of(Verdict verdict, Instant decidedAt) {
            return switch (verdict.decider()) {
                case Decider.Reviewer reviewer ->
                    new Decision(
                            verdict.outcome(),
                            verdict.reason(),
                            verdict.optionId(),
                            decidedAt,
                            reviewer.email(),
                            reviewer.id());
            };
        }
    }

    /** @param lastDeliveryStatus NOT_SENT, IN_PROGRESS, DELIVERED or FAILED */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Dispatch(
            String lastDeliveryStatus,
            int attemptCount,
            @Nullable Instant lastAttemptAt,
            UUID decisionEventId) {
        static Dispatch notSent(UUID eventId) {
            return new Dispatch("NOT_SENT", 0, null, eventId);
        }
    }
}
