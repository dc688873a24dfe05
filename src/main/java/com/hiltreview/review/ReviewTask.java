package com.hiltreview.review;

import com.hiltreview.diff.DecisionDiff;
import com.hiltreview.edit.EditedBlocks;
import com.hiltreview.edit.TaskBlocks;
import com.hiltreview.json.Json;
import com.hiltreview.json.RawJson;
import com.hiltreview.proposal.ArtifactBlock;
import com.hiltreview.proposal.InteractionSchema;
import com.hiltreview.proposal.Priority;
import com.hiltreview.proposal.Proposal;
import com.hiltreview.proposal.RiskLevel;
import com.hiltreview.verdict.Verdict;
import com.hiltreview.version.TaskETag;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * What an agent proposes, what reviewers made of it, and what was decided. Hibernate only reads it; {@link
 * ReviewTaskStatements} writes it.
 */
@Entity
@Immutable
@SuppressWarnings("UnusedVariable") // Hibernate sets every field.
@Table(name = "review_tasks")
class ReviewTask {
    /** Files a task; a {@code from} clause may follow. The columns are the parameters of {@link #filedValues}. */
    static final String INSERT = """
            insert into review_tasks (id, version, source_id, status, priority, risk_level, title, preview, risk_warning,
                search_text, service, source_service, action, interaction_schema, interaction_summary, execution_intent, metadata,
                blocks_original, blocks_working, block_count, created_at, updated_at)
            select :id, :version, :source_id, cast(:status as review_task_status), cast(:priority as priority_level),
                cast(:risk_level as risk_level), :title, :preview, :risk_warning, :search_text, cast(:service as json),
                cast(:source_service as json), cast(:action as json), cast(:interaction_schema as json),
                cast(:interaction_summary as json), cast(:execution_intent as json), cast(:metadata as json),
                cast(:blocks_original as json), cast(:blocks_working as json), :block_count, :created_at, :updated_at
            """;

    @Id
    private UUID id;

    /** Counts the changes, from 1. Every write is guarded by the version that it was made from. */
    private int version;

    private UUID sourceId;

    @Formula("(select s.name from source_names s where s.id = source_id)")
    private String sourceName;

    @Formula("coalesce((select e.revision from task_deliveries e where e.task_id = id), 0)")
    private int deliveryRevision;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    @Column(columnDefinition = "review_task_status")
    private ReviewTaskStatus status;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    @Column(columnDefinition = "priority_level")
    private Priority priority;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    @Column(columnDefinition = "risk_level")
    private RiskLevel riskLevel;

    private String title;
    private @Nullable String preview;
    private @Nullable String riskWarning;
    private String searchText;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String service;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String sourceService;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String action;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String interactionSchema;

    /** What lists show of the interaction schema. */
    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String interactionSummary;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String executionIntent;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String metadata;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    private String blocksOriginal;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    private String blocksWorking;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String blocksFinal;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String diff;

    private short blockCount;
    private boolean hasChanges;
    private Instant createdAt;
    private Instant updatedAt;
    private @Nullable Instant archivedAt;

    @SuppressWarnings("NullAway.Init")
    protected ReviewTask() {}

    ReviewTask(UUID id, UUID sourceId, String sourceName, Proposal proposal, Instant now) {
        var interaction = proposal.interactionSchema();
        this.id = id;
        this.version = 1;
        this.sourceId = sourceId;
        this.sourceName = sourceName;
        this.status = ReviewTaskStatus.PENDING;
        this.priority = proposal.priority();
        this.riskLevel = proposal.riskLevel();
        this.title = proposal.title();
        this.preview = proposal.preview();
        this.riskWarning = proposal.riskWarning();
        this.searchText = proposal.searchText();
        this.service = json(proposal.service());
        this.sourceService = json(proposal.sourceService());
        this.action = json(proposal.action());
        this.interactionSchema = json(interaction);
        this.interactionSummary = interaction == null ? null : json(interaction.summary());
        this.executionIntent = json(proposal.executionIntent());
        this.metadata = json(proposal.metadata());
        this.blocksOriginal = Json.write(proposal.blocks());
        this.blocksWorking = blocksOriginal;
        this.blockCount = (short) proposal.blocks().size();
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** Applies an edit; one that changes nothing leaves the task as it is. */
    void edit(EditedBlocks edited, Instant now) {
        TaskTransition.EDIT.requirePossible(status);
        if (edited.changedIds().isEmpty()) {
            return;
        }
        blocksWorking = Json.write(edited.blocks());
        hasChanges = edited.differFromOriginal();
        version++;
        updatedAt = now;
    }

    /** Makes the working blocks final. */
    void decide(Verdict verdict, DecisionDiff difference, Instant now) {
        var transition = TaskTransition.of(verdict.outcome());
        transition.requirePossible(status);
        status = transition.to();
        blocksFinal = blocksWorking;
        diff = Json.write(difference);
        version++;
        updatedAt = now;
    }

    List<ArtifactBlock> originalBlocks() {
        return ArtifactBlock.readAll(blocksOriginal);
    }

    List<ArtifactBlock> workingBlocks() {
        return ArtifactBlock.readAll(blocksWorking);
    }

    TaskBlocks blocks() {
        return new TaskBlocks(blocksOriginal, blocksWorking, options());
    }

    boolean hasOption(String optionId) {
        return options().stream().anyMatch(option -> optionId.equals(option.id()));
    }

    private List<InteractionSchema.Option> options() {
        var options = interactionSchema == null
                ? null
                : Json.read(interactionSchema, InteractionSchema.class).options();
        return options == null ? List.of() : options;
    }

    String etag() {
        return TaskETag.of(version, deliveryRevision, sourceName);
    }

    /** The values of {@link #INSERT}. */
    MapSqlParameterSource filedValues() {
        return new MapSqlParameterSource()
                .addValue("id", id)
                .addValue("version", version)
                .addValue("source_id", sourceId)
                .addValue("status", status.name())
                .addValue("priority", priority.name())
                .addValue("risk_level", riskLevel.name())
                .addValue("title", title)
                .addValue("preview", preview)
                .addValue("risk_warning", riskWarning)
                .addValue("search_text", searchText)
                .addValue("service", service)
                .addValue("source_service", sourceService)
                .addValue("action", action)
                .addValue("interaction_schema", interactionSchema)
                .addValue("interaction_summary", interactionSummary)
                .addValue("execution_intent", executionIntent)
                .addValue("metadata", metadata)
                .addValue("blocks_original", blocksOriginal)
                .addValue("blocks_working", blocksWorking)
                .addValue("block_count", blockCount)
                .addValue("created_at", Timestamp.from(createdAt))
                .addValue("updated_at", Timestamp.from(updatedAt));
    }

    UUID id() {
        return id;
    }

    UUID sourceId() {
        return sourceId;
    }

    String sourceName() {
        return sourceName;
    }

    ReviewTaskStatus status() {
        return status;
    }

    @Nullable
    String metadata() {
        return metadata;
    }

    int version() {
        return version;
    }

    Instant updatedAt() {
        return updatedAt;
    }

    boolean hasChanges() {
        return hasChanges;
    }

    String blocksOriginal() {
        return blocksOriginal;
    }

    String blocksWorking() {
        return blocksWorking;
    }

    @Nullable
    String diff() {
        return diff;
    }

    /** The answer for a task that is not decided. */
    ReviewTaskView pendingView() {
        return view(null, null);
    }

    /** The answer for a task as its decision leaves it. */
    ReviewTaskView decidedView(ReviewTaskView.Decision decision, UUID eventId) {
        return view(decision, ReviewTaskView.Dispatch.notSent(eventId));
    }

    private ReviewTaskView view(
            ReviewTaskView.@Nullable Decision decision, ReviewTaskView.@Nullable Dispatch dispatch) {
        return new ReviewTaskView(
                new ReviewTaskView.Summary(
                        id,
                        sourceId,
                        sourceName,
                        status,
                        priority,
                        title,
                        preview,
                        raw(service),
                        raw(sourceService),
                        raw(action),
                        riskLevel,
                        riskWarning,
                        raw(interactionSchema),
                        raw(executionIntent)),
                raw(blocksOriginal),
                raw(blocksWorking),
                raw(blocksFinal),
                raw(diff),
                decision,
                dispatch,
                raw(metadata),
                version,
                createdAt,
                updatedAt,
                null,
                etag());
    }

    private static @Nullable RawJson raw(@Nullable String text) {
        return RawJson.ofNullable(text);
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : Json.write(value);
    }
}
