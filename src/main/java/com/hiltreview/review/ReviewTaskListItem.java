package com.hiltreview.review;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.hiltreview.sql.Columns;
import com.hiltreview.version.TaskETag;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A task in a list: without its blocks, diff and metadata, and with a summary of its interaction schema. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReviewTaskListItem(
        @JsonUnwrapped ReviewTaskView.Summary summary,
        int blockCount,
        boolean hasChanges,
        ReviewTaskView.@Nullable Decision decision,
        ReviewTaskView.@Nullable Dispatch dispatch,
        int revision,
        @JsonIgnore boolean changesRequested,
        int commentCount,
        @Nullable Instant expiresAt,
        int version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant archivedAt,
        @JsonIgnore int deliveryRevision,
        @JsonIgnore int sideChanges) {
    /** In the order of {@link #read}; {@link ReviewTaskQueries} has the tables. */
    static final String COLUMNS =
            columns(ReviewTaskView.Decision.COLUMNS, ReviewTaskView.Dispatch.COLUMNS, "e.revision");

    /** {@link #COLUMNS} of a task that is not decided; it needs no joins for them. */
    static final String COLUMNS_IF_UNDECIDED =
            columns(ReviewTaskView.Decision.NO_COLUMNS, ReviewTaskView.Dispatch.NO_COLUMNS, "null::integer");

    private static String columns(String decision, String dispatch, String revision) {
        return ReviewTaskView.Summary.columns("t.interaction_summary")
                + ", t.block_count, t.has_changes, " + decision + ", " + dispatch
                + ", t.revision, t.change_request is not null, t.comment_count, t.expires_at, t.version, t.created_at, t.updated_at, t.archived_at, "
                + revision + ", t.side_changes";
    }

    static ReviewTaskListItem read(Columns columns) throws SQLException {
        return new ReviewTaskListItem(
                ReviewTaskView.Summary.read(columns),
                columns.integer(),
                columns.flag(),
                ReviewTaskView.Decision.read(columns),
                ReviewTaskView.Dispatch.read(columns),
                columns.integer(),
                columns.flag(),
                columns.integer(),
                columns.timeOrNull(),
                columns.integer(),
                columns.time(),
                columns.time(),
                columns.timeOrNull(),
                columns.integer(),
                columns.integer());
    }

    /** Whose turn it is; null once the task is decided. */
    @JsonProperty
    ReviewTaskView.@Nullable Awaited awaiting() {
        return ReviewTaskView.Awaited.of(summary.status(), changesRequested);
    }

    /** The task's {@code ETag}. */
    @JsonProperty
    public String etag() {
        return TaskETag.of(version, deliveryRevision + sideChanges, summary.sourceName());
    }

    /**
     * The task with the status, version and time that it had after a change; the rest is as it is now. While it was
     * PENDING, it had no decision.
     */
    public ReviewTaskListItem asOf(ReviewTaskStatus status, int version, Instant updatedAt) {
        boolean pending = status == ReviewTaskStatus.PENDING;
        return new ReviewTaskListItem(
                summary.withStatus(status),
                blockCount,
                hasChanges,
                pending ? null : decision,
                pending ? null : dispatch,
                revision,
                changesRequested,
                commentCount,
                expiresAt,
                version,
                createdAt,
                updatedAt,
                status == ReviewTaskStatus.ARCHIVED ? archivedAt : null,
                pending ? 0 : deliveryRevision,
                sideChanges);
    }
}
