package com.hiltreview.review;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.hiltreview.json.RawJson;
import com.hiltreview.json.WireName;
import com.hiltreview.proposal.Expiry;
import com.hiltreview.proposal.Priority;
import com.hiltreview.proposal.RiskLevel;
import com.hiltreview.sql.Columns;
import com.hiltreview.sql.ValueRows;
import com.hiltreview.summary.DecisionSummary;
import com.hiltreview.verdict.Decider;
import com.hiltreview.verdict.DecisionOrigin;
import com.hiltreview.verdict.DecisionType;
import com.hiltreview.verdict.Verdict;
import com.hiltreview.version.TaskETag;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A task as it is shown, and the columns that it is read from. */
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
        @JsonUnwrapped @Nullable DecisionSummary decided,
        int revision,
        @Nullable Awaited awaiting,
        @Nullable RawJson changeRequest,
        int commentCount,
        @Nullable Instant expiresAt,
        Expiry.@Nullable Action onExpiry,
        int version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant archivedAt,
        String etag) {
    /** Counts what changes a task's {@code ETag} beside its version: its delivery, and changes that leave the version as it is. */
    static final String ETAG_REVISION = "coalesce(e.revision, 0) + t.side_changes";

    /** In the order of {@link #read}; {@link ReviewTaskQueries} has the tables. */
    static final String COLUMNS = Summary.columns("t.interaction_schema")
            + ", t.blocks_original, t.blocks_working, t.blocks_final, t.diff, " + Decision.COLUMNS + ", "
            + Dispatch.COLUMNS
            + ", t.metadata, d.summary, d.original_digest, d.final_digest, t.revision, t.change_request, t.comment_count, t.expires_at, t.on_expiry, t.version, t.created_at, t.updated_at, t.archived_at, "
            + ETAG_REVISION;

    static ReviewTaskView read(Columns columns) throws SQLException {
        var summary = Summary.read(columns);
        var original = columns.jsonOrNull();
        var working = columns.jsonOrNull();
        var revised = columns.jsonOrNull();
        var diff = columns.jsonOrNull();
        var decision = Decision.read(columns);
        var dispatch = Dispatch.read(columns);
        var metadata = columns.jsonOrNull();
        var decided = decided(columns);
        int revision = columns.integer();
        var changeRequest = columns.jsonOrNull();
        int commentCount = columns.integer();
        var expiresAt = columns.timeOrNull();
        var onExpiry = columns.textOrNull();
        int version = columns.integer();
        return new ReviewTaskView(
                summary,
                original,
                working,
                revised,
                diff,
                decision,
                dispatch,
                metadata,
                decided,
                revision,
                Awaited.of(summary.status(), changeRequest != null),
                changeRequest,
                commentCount,
                expiresAt,
                onExpiry == null ? null : Expiry.Action.valueOf(onExpiry),
                version,
                columns.time(),
                columns.time(),
                columns.timeOrNull(),
                TaskETag.of(version, columns.integer(), summary.sourceName()));
    }

    /** @return null before the decision, and for tasks that were decided before there were summaries */
    private static @Nullable DecisionSummary decided(Columns columns) throws SQLException {
        var summary = columns.textOrNull();
        if (summary == null) {
            columns.skip(2);
            return null;
        }
        return new DecisionSummary(summary, columns.text(), columns.text());
    }

    /** Whose turn it is. */
    enum Awaited {
        @JsonProperty("reviewer")
        REVIEWER,
        @JsonProperty("agent")
        AGENT;

        /** @return null for a decided task */
        static @Nullable Awaited of(ReviewTaskStatus status, boolean changesRequested) {
            if (status != ReviewTaskStatus.PENDING) {
                return null;
            }
            return changesRequested ? AGENT : REVIEWER;
        }
    }

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
        /** @param interaction the column of the interaction schema, or of its summary */
        static String columns(String interaction) {
            return """
                    t.id, t.source_id, s.name, t.status, t.priority, t.title, t.preview, t.service, t.source_service, t.action,
                    t.risk_level, t.risk_warning, %s, t.execution_intent""".formatted(interaction);
        }

        static Summary read(Columns columns) throws SQLException {
            return new Summary(
                    columns.uuid(),
                    columns.uuid(),
                    columns.text(),
                    ReviewTaskStatus.valueOf(columns.text()),
                    Priority.valueOf(columns.text()),
                    columns.text(),
                    columns.textOrNull(),
                    columns.jsonOrNull(),
                    columns.jsonOrNull(),
                    columns.jsonOrNull(),
                    RiskLevel.valueOf(columns.text()),
                    columns.textOrNull(),
                    columns.jsonOrNull(),
                    columns.jsonOrNull());
        }

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
     * @param decidedBy the reviewer's e-mail address at that time, {@code system:expiry}, or {@code agent:} and the prefix of its key
     * @param decidedById identifies the reviewer even if the address changes; null if no reviewer decided
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Decision(
            DecisionType type,
            @Nullable String reason,
            @Nullable String optionId,
            Instant decidedAt,
            String decidedBy,
            @Nullable UUID decidedById,
            DecisionOrigin origin) {
        static final String COLUMNS =
                "d.decision, d.reason, d.option_id, d.decided_at, d.decided_by, d.decided_by_user_id, d.origin";

        /** What is written of a decision beside the task's id. */
        static final ValueRows<Decision> WRITTEN_COLUMNS = ValueRows.<Decision>of()
                .column("decision", "decision_type", Decision::type)
                .column("reason", "text", Decision::reason)
                .column("option_id", "text", Decision::optionId)
                .column("decided_by", "text", Decision::decidedBy)
                .column("decided_by_user_id", "uuid", Decision::decidedById)
                .column("decided_at", "timestamptz", Decision::decidedAt)
                .column("origin", "decision_origin", decision -> WireName.of(decision.origin))
                .build();

        /** {@link #COLUMNS} of a task without a decision. */
        static final String NO_COLUMNS =
                "null::text, null::text, null::text, null::timestamptz, null::text, null::uuid, null::text";

        static @Nullable Decision read(Columns columns) throws SQLException {
            var type = columns.textOrNull();
            if (type == null) {
                columns.skip(6);
                return null;
            }
            return new Decision(
                    DecisionType.valueOf(type),
                    columns.textOrNull(),
                    columns.textOrNull(),
                    columns.time(),
                    columns.text(),
                    columns.uuidOrNull(),
                    requireNonNull(WireName.constant(columns.text(), DecisionOrigin.class)));
        }

        static Decision of(Verdict verdict, Instant decidedAt) {
            var decider = verdict.decider();
            return new Decision(
                    verdict.outcome(),
                    verdict.reason(),
                    verdict.optionId(),
                    decidedAt,
                    decider.name(),
                    decider instanceof Decider.Reviewer reviewer ? reviewer.id() : null,
                    decider.origin());
        }
    }

    /** @param lastDeliveryStatus NOT_SENT, IN_PROGRESS, DELIVERED or FAILED */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Dispatch(
            String lastDeliveryStatus,
            int attemptCount,
            @Nullable Instant lastAttemptAt,
            UUID decisionEventId) {
        static final String COLUMNS = "e.delivery_status, e.attempt_count, e.last_attempt_at, e.event_id";

        /** {@link #COLUMNS} of a task without an event. */
        static final String NO_COLUMNS = "null::text, null::integer, null::timestamptz, null::uuid";

        static @Nullable Dispatch read(Columns columns) throws SQLException {
            var status = columns.textOrNull();
            if (status == null) {
                columns.skip(3);
                return null;
            }
            return new Dispatch(status, columns.integer(), columns.timeOrNull(), columns.uuid());
        }

        static Dispatch notSent(UUID eventId) {
            return new Dispatch("NOT_SENT", 0, null, eventId);
        }
    }
}
