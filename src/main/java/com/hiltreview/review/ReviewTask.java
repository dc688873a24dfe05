package com.hiltreview.review;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import com.hiltreview.diff.DecisionDiff;
import com.hiltreview.json.Json;
import com.hiltreview.json.RawJson;
import com.hiltreview.proposal.ArtifactBlock;
import com.hiltreview.proposal.CreateReviewTaskRequest;
import com.hiltreview.proposal.Headline;
import com.hiltreview.proposal.InteractionSchema;
import com.hiltreview.proposal.Priority;
import com.hiltreview.proposal.RiskLevel;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What an agent proposes, what reviewers made of it, and what was decided. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads every field.
@Table(name = "review_tasks")
@DynamicUpdate
class ReviewTask {
    @Id
    private UUID id;

    /** Counts from 1; Hibernate refuses to write over a version that it has not read. */
    @Version
    private int version;

    private UUID sourceId;

    @Formula("(select s.name from sources s where s.id = source_id)")
    private String sourceName;

    @Formula("coalesce((select e.revision from decision_events e where e.task_id = id), 0)")
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

    ReviewTask(UUID id, UUID sourceId, String sourceName, CreateReviewTaskRequest request, Instant now) {
        var blocks = request.toBlocks();
        this.id = id;
        this.version = 1;
        this.sourceId = sourceId;
        this.sourceName = sourceName;
        this.status = ReviewTaskStatus.PENDING;
        this.priority = request.priority() == null ? Priority.NORMAL : request.priority();
        this.riskLevel = request.riskLevel() == null ? RiskLevel.MEDIUM : request.riskLevel();
        this.title = Headline.title(request.title(), request.metadata(), blocks);
        this.preview = Headline.preview(blocks);
        this.riskWarning = request.riskWarning();
        this.searchText = Headline.searchText(title, preview);
        this.service = json(request.service());
        this.sourceService = json(request.sourceService());
        this.action = json(request.action());
        var interaction = request.interactionSchema() == null
                ? null
                : request.interactionSchema().withDefaults();
        this.interactionSchema = json(interaction);
        this.interactionSummary = interaction == null ? null : json(interaction.summary());
        this.executionIntent = json(request.executionIntent());
        this.metadata = json(request.metadata());
        this.blocksOriginal = Json.write(blocks);
        this.blocksWorking = blocksOriginal;
        this.blockCount = (short) blocks.size();
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** Replaces contents; says which blocks changed. */
    List<String> edit(List<ArtifactBlock> changed, Instant now) {
        requirePending();
        var working = workingBlocks();
        var ids = new ArrayList<String>();
        for (int i = 0; i < working.size(); i++) {
            if (!working.get(i).hasContent(changed.get(i).content())) {
                ids.add(working.get(i).id());
            }
        }
        if (ids.isEmpty()) {
            return ids;
        }
        var original = originalBlocks();
        boolean differs = false;
        for (int i = 0; i < original.size(); i++) {
            differs |= !original.get(i).hasContent(changed.get(i).content());
        }
        blocksWorking = Json.write(changed);
        hasChanges = differs;
        version++;
        updatedAt = now;
        return ids;
    }

    /** Makes what stands final. */
    void decide(DecisionType decision, DecisionDiff difference, Instant now) {
        if (!status.canTransitionTo(decision.status())) {
            throw new InvalidStateTransitionException(status, List.of(ReviewTaskStatus.PENDING));
        }
        status = decision.status();
        blocksFinal = blocksWorking;
        diff = Json.write(difference);
        version++;
        updatedAt = now;
    }

    void requirePending() {
        if (status != ReviewTaskStatus.PENDING) {
            throw new InvalidStateTransitionException(status, List.of(ReviewTaskStatus.PENDING));
        }
    }

    List<ArtifactBlock> originalBlocks() {
        return ArtifactBlock.readAll(blocksOriginal);
    }

    List<ArtifactBlock> workingBlocks() {
        return ArtifactBlock.readAll(blocksWorking);
    }

    Optional<InteractionSchema.Option> option(String optionId) {
        return options().stream().filter(option -> optionId.equals(option.id())).findFirst();
    }

    private List<InteractionSchema.Option> options() {
        var options = interactionSchema == null
                ? null
                : Json.read(interactionSchema, InteractionSchema.class).options();
        return options == null ? List.of() : options;
    }

    /**
     * The blocks with the agent's own values in those that reviewers may not edit, if all of these are as filed, or all as one
     * option makes them from what was filed.
     */
    Optional<List<ArtifactBlock>> asOffered(List<ArtifactBlock> blocks) {
        var filed = originalBlocks().stream().collect(toMap(ArtifactBlock::id, ArtifactBlock::content));
        return Stream.concat(
                        Stream.of(Map.<String, JsonNode>of()),
                        options().stream().map(InteractionSchema.Option::values))
                .map(values -> blocks.stream()
                        .map(block -> block.editable()
                                ? block
                                : block.withContent(
                                        values.getOrDefault(block.id(), requireNonNull(filed.get(block.id())))))
                        .toList())
                .filter(offered -> haveSameContents(offered, blocks))
                .findFirst();
    }

    private static boolean haveSameContents(List<ArtifactBlock> one, List<ArtifactBlock> other) {
        return IntStream.range(0, one.size())
                .allMatch(i -> one.get(i).hasContent(other.get(i).content()));
    }

    String etag() {
        return TaskETag.of(version, deliveryRevision, sourceName);
    }

    /** The values of a new task, in the order of {@link ReviewTaskWrites}' statement. */
    List<@Nullable Object> columns() {
        return Arrays.asList(
                id,
                version,
                sourceId,
                status.name(),
                priority.name(),
                riskLevel.name(),
                title,
                preview,
                riskWarning,
                searchText,
                service,
                sourceService,
                action,
                interactionSchema,
                interactionSummary,
                executionIntent,
                metadata,
                blocksOriginal,
                blocksWorking,
                blockCount,
                Timestamp.from(createdAt),
                Timestamp.from(updatedAt));
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
    ReviewTaskView decidedView(ReviewTaskView.Decision decision, ReviewTaskView.Dispatch dispatch) {
        return view(decision, dispatch);
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
