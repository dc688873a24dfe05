package com.hiltreview.review;

import com.hiltreview.diff.DecisionDiff;
import com.hiltreview.edit.EditedBlocks;
import com.hiltreview.edit.TaskBlocks;
import com.hiltreview.json.Json;
import com.hiltreview.json.RawJson;
import com.hiltreview.proposal.ArtifactBlock;
import com.hiltreview.proposal.Expiry;
import com.hiltreview.proposal.InteractionSchema;
import com.hiltreview.proposal.Priority;
import com.hiltreview.proposal.Proposal;
import com.hiltreview.proposal.ReviewContext;
import com.hiltreview.proposal.RiskLevel;
import com.hiltreview.revision.ChangeRequest;
import com.hiltreview.sql.ValueRows;
import com.hiltreview.summary.DecisionSummary;
import com.hiltreview.verdict.Verdict;
import com.hiltreview.version.TaskETag;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an agent proposes, what reviewers made of it, and what was decided. Hibernate only reads it; {@link
 * ReviewTaskStatements} writes it.
 */
@Entity
@Immutable
@SuppressWarnings("UnusedVariable") // Hibernate sets every field.
@Table(name = "review_tasks")
class ReviewTask {
    /** In characters of JSON, of original and working blocks together. */
    private static final int LARGE = 128 * 1024;

    /** What is written of a proposal that a revision may change. */
    static final ValueRows<ReviewTask> REVISABLE_COLUMNS = ValueRows.<ReviewTask>of()
            .column("risk_level", "risk_level", task -> task.riskLevel)
            .column("title", "text", task -> task.title)
            .column("preview", "text", task -> task.preview)
            .column("search_text", "text", task -> task.searchText)
            .column("interaction_schema", "json", task -> task.interactionSchema)
            .column("interaction_summary", "json", task -> task.interactionSummary)
            .column("execution_intent", "json", task -> task.executionIntent)
            .column("metadata", "json", task -> task.metadata)
            .column("blocks_original", "json", task -> task.blocksOriginal)
            .column("blocks_working", "json", task -> task.blocksWorking)
            .column("block_count", "smallint", task -> task.blockCount)
            .build();

    /** What is written when a task is filed. */
    static final ValueRows<ReviewTask> FILED_COLUMNS = ValueRows.<ReviewTask>of()
            .column("id", "uuid", task -> task.id)
            .column("version", "integer", task -> task.version)
            .column("source_id", "uuid", task -> task.sourceId)
            .column("status", "review_task_status", task -> task.status)
            .column("priority", "priority_level", task -> task.priority)
            .column("risk_warning", "text", task -> task.riskWarning)
            .column("service", "json", task -> task.service)
            .column("source_service", "json", task -> task.sourceService)
            .column("action", "json", task -> task.action)
            .columns(REVISABLE_COLUMNS, task -> task)
            .column("expires_at", "timestamptz", task -> task.expiresAt)
            .column("on_expiry", "expiry_action", task -> task.onExpiry)
            .column("created_at", "timestamptz", task -> task.createdAt)
            .column("updated_at", "timestamptz", task -> task.updatedAt)
            .build();

    /** What each change of a task names: the row, and what it becomes. */
    static final ValueRows<ReviewTask> CHANGED_COLUMNS = ValueRows.<ReviewTask>of()
            .column("task_id", "uuid", task -> task.id)
            .column("new_version", "integer", task -> task.version)
            .column("new_status", "review_task_status", task -> task.status)
            .column("changed_at", "timestamptz", task -> task.updatedAt)
            .build();

    @Id
    private UUID id;

    /** Counts the changes, from 1. Every write is guarded by the version that it was made from. */
    private int version;

    private UUID sourceId;

    @Formula("(select s.name from source_names s where s.id = source_id)")
    private String sourceName;

    @Formula("coalesce((select e.revision from task_deliveries e where e.task_id = id), 0) + side_changes")
    private int etagRevision;

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

    /** Counts the agent's revisions, from 1. */
    private int revision;

    /** What a reviewer asks the agent to change; null if no changes are asked for. */
    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String changeRequest;

    private @Nullable Instant expiresAt;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    @Column(columnDefinition = "expiry_action")
    private Expiry.@Nullable Action onExpiry;

    private int commentCount;
    private short blockCount;
    private boolean hasChanges;
    private Instant createdAt;
    private Instant updatedAt;
    private @Nullable Instant archivedAt;

    @SuppressWarnings("NullAway.Init")
    protected ReviewTask() {}

    /** @param expiresAt null if it waits for ever */
    ReviewTask(UUID id, UUID sourceId, String sourceName, Proposal proposal, @Nullable Instant expiresAt, Instant now) {
        this.id = id;
        this.version = 1;
        this.revision = 1;
        this.sourceId = sourceId;
        this.sourceName = sourceName;
        this.status = ReviewTaskStatus.PENDING;
        this.priority = proposal.priority();
        this.riskWarning = proposal.riskWarning();
        this.service = json(proposal.service());
        this.sourceService = json(proposal.sourceService());
        this.action = json(proposal.action());
        this.expiresAt = expiresAt;
        this.onExpiry = expiresAt == null ? null : proposal.expiry().action();
        this.createdAt = now;
        this.updatedAt = now;
        propose(proposal);
    }

    /** Takes over the {@link #REVISABLE_COLUMNS}. */
    private void propose(Proposal proposal) {
        var interaction = proposal.interactionSchema();
        riskLevel = proposal.riskLevel();
        title = proposal.title();
        preview = proposal.preview();
        searchText = proposal.searchText();
        interactionSchema = json(interaction);
        interactionSummary = interaction == null ? null : json(interaction.summary());
        executionIntent = json(proposal.executionIntent());
        metadata = json(proposal.metadata());
        blocksOriginal = Json.write(proposal.blocks());
        blocksWorking = blocksOriginal;
        blockCount = (short) proposal.blocks().size();
    }

    /** Asks the agent for changes, instead of those that were asked for before. */
    void requestChanges(ChangeRequest request) {
        TaskTransition.REQUEST_CHANGES.requirePossible(status);
        changeRequest = Json.write(request);
        version++;
        updatedAt = request.requestedAt();
    }

    /** Takes over what the agent proposes now; what reviewers edited or asked for was about the revision before. */
    void revise(Proposal proposal, Instant now) {
        TaskTransition.REVISE.requirePossible(status);
        propose(proposal);
        hasChanges = false;
        changeRequest = null;
        revision++;
        version++;
        updatedAt = now;
    }

    /** What the agent proposes in the newest revision. */
    Proposal proposal() {
        return new Proposal(
                title,
                preview,
                priority,
                riskLevel,
                riskWarning,
                originalBlocks(),
                read(service, ReviewContext.Service.class),
                read(sourceService, ReviewContext.Service.class),
                read(action, ReviewContext.Action.class),
                read(interactionSchema, InteractionSchema.class),
                read(executionIntent, ReviewContext.ExecutionIntent.class),
                read(metadata, JsonNode.class),
                Expiry.NONE);
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

    /** Whether the working blocks are written otherwise than the original ones; also where their values are the same. */
    boolean differsFromOriginal() {
        return !blocksWorking.equals(blocksOriginal);
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
        return TaskETag.of(version, etagRevision, sourceName);
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

    int revision() {
        return revision;
    }

    @Nullable
    String changeRequest() {
        return changeRequest;
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

    Set<String> blockIds() {
        return originalBlocks().stream().map(ArtifactBlock::id).collect(Collectors.toSet());
    }

    /** In characters of JSON. */
    int size() {
        return blocksOriginal.length() + blocksWorking.length();
    }

    /** Whether a statement that writes all of the task takes so long that others should not wait for it. */
    boolean isLarge() {
        return size() > LARGE;
    }

    /** The answer for a task that is not decided. */
    ReviewTaskView pendingView() {
        return view(null, null, null);
    }

    /** The answer for a task as its decision leaves it. */
    ReviewTaskView decidedView(ReviewTaskView.Decision decision, DecisionSummary summary, UUID eventId) {
        return view(decision, summary, ReviewTaskView.Dispatch.notSent(eventId));
    }

    private ReviewTaskView view(
            ReviewTaskView.@Nullable Decision decision,
            @Nullable DecisionSummary summary,
            ReviewTaskView.@Nullable Dispatch dispatch) {
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
                summary,
                revision,
                ReviewTaskView.Awaited.of(status, changeRequest != null),
                raw(changeRequest),
                commentCount,
                expiresAt,
                onExpiry,
                version,
                createdAt,
                updatedAt,
                null,
                etag());
    }

    private static @Nullable RawJson raw(@Nullable String text) {
        return RawJson.ofNullable(text);
    }

    private static <T> @Nullable T read(@Nullable String json, Class<T> type) {
        return json == null ? null : Json.read(json, type);
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : Json.write(value);
    }
}
