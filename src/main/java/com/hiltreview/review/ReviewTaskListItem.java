package com.hiltreview.review;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.hiltreview.version.TaskETag;
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
        int version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant archivedAt,
        @JsonIgnore int deliveryRevision) {
    /** The task's {@code ETag}. */
    @JsonProperty
    public String etag() {
        return TaskETag.of(version, deliveryRevision, summary.sourceName());
    }

    /** As the task was after a change, as far as that is known; where it was PENDING, nothing was decided. */
    public ReviewTaskListItem asOf(ReviewTaskStatus status, int version, Instant updatedAt) {
        boolean pending = status == ReviewTaskStatus.PENDING;
        return new ReviewTaskListItem(
                summary.withStatus(status),
                blockCount,
                hasChanges,
                pending ? null : decision,
                pending ? null : dispatch,
                version,
                createdAt,
                updatedAt,
                status == ReviewTaskStatus.ARCHIVED ? archivedAt : null,
                pending ? 0 : deliveryRevision);
    }
}
