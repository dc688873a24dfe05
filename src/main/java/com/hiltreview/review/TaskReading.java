package com.hiltreview.review;

import com.hiltreview.access.Caller;
import com.hiltreview.access.Scope;
import com.hiltreview.diff.RecentDiffs;
import com.hiltreview.error.ForbiddenException;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.live.Signals;
import com.hiltreview.live.Topic;
import com.hiltreview.proposal.ArtifactBlock;
import com.hiltreview.source.SourceService;
import com.hiltreview.version.TaskETag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;

/** Reads tasks. One outside the caller's scope is reported like one that does not exist. */
@Service
public class TaskReading {
    private final ReviewTaskQueries queries;
    private final TaskListQuery list;
    private final RecentDiffs diffs;
    private final SourceService sources;
    private final Signals signals;

    TaskReading(
            ReviewTaskQueries queries, TaskListQuery list, RecentDiffs diffs, SourceService sources, Signals signals) {
        this.queries = queries;
        this.list = list;
        this.sources = sources;
        this.diffs = diffs;
        this.signals = signals;
    }

    /**
     * One page of the tasks that a search finds.
     *
     * @param limit of tasks, 1 to 100; a page ends earlier at 2 MiB
     * @param cursor of the previous page, or null for the first
     * @throws ForbiddenException if the search names a source outside the caller's scope
     * @throws NotFoundException if the search names a source that does not exist
     */
    TaskListQuery.Page list(Caller caller, TaskSearch search, int limit, @Nullable String cursor) {
        var sourceId = search.sourceId();
        if (sourceId == null) {
            return list.page(caller.scope(), search, limit, cursor);
        }
        ForbiddenException.throwIfOutside(caller.scope(), sourceId);
        var page = list.page(Scope.of(sourceId), search, limit, cursor);
        if (page.items().isEmpty()) {
            sources.requireExists(sourceId);
        }
        return page;
    }

    ReviewTaskView get(Caller caller, UUID taskId) {
        return queries.find(taskId)
                .filter(task -> caller.scope().includes(task.summary().sourceId()))
                .orElseThrow(() -> new NotFoundException("review_task", taskId));
    }

    /** How many comments a task has; for rooms that show what belongs to a task. */
    public int commentsOf(Caller caller, UUID taskId) {
        return queries.statusOf(taskId)
                .filter(found -> caller.scope().includes(found.sourceId()))
                .orElseThrow(() -> new NotFoundException("review_task", taskId))
                .comments();
    }

    /** The tasks as a list shows them, by their ids; those that no longer exist are left out. */
    public Map<UUID, ReviewTaskListItem> items(Collection<UUID> taskIds) {
        return queries.items(taskIds);
    }

    /** The number of tasks in each status; all statuses are there. */
    public Map<ReviewTaskStatus, Long> countByStatus() {
        return queries.countByStatus();
    }

    /**
     * Blocks until the task is decided, or a reviewer asks the agent for changes, or the time is up; holds no connection
     * meanwhile. If the task already awaits its agent, nothing is waited for: the agent revises it first.
     */
    void awaitAnswer(Caller caller, UUID taskId, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        try (var subscription = signals.subscribe(new Topic(TaskSignals.ANSWERED, taskId))) {
            boolean waiting = awaitsReviewer(caller, taskId);
            while (waiting) {
                waiting = subscription.await(Duration.ofNanos(end - System.nanoTime()))
                        && awaitsReviewerAsFarAsKnown(caller, taskId);
            }
        }
    }

    /** While the database is unreachable the wait continues; the call fails only if its time is up before that ends. */
    private boolean awaitsReviewerAsFarAsKnown(Caller caller, UUID taskId) {
        try {
            return awaitsReviewer(caller, taskId);
        } catch (DataAccessException databaseUnavailable) {
            return true;
        }
    }

    private boolean awaitsReviewer(Caller caller, UUID taskId) {
        return queries.statusOf(taskId)
                .filter(found -> caller.scope().includes(found.sourceId()))
                .orElseThrow(() -> new NotFoundException("review_task", taskId))
                .awaitsReviewer();
    }

    /**
     * What reviewers have changed in a task.
     *
     * @param etag of the task that the diff belongs to
     * @param diff JSON in UTF-8; null if the caller has it already
     */
    record Diff(String etag, byte @Nullable [] diff) {}

    /**
     * The diff of a decided task, or the one that a decision would record now. It is computed as for a decision, and
     * neither a row nor a connection is held meanwhile.
     *
     * @param knownTags as in {@code If-None-Match}; null if the caller has no diff yet
     */
    Diff diff(Caller caller, UUID taskId, @Nullable String knownTags) {
        // The blocks are not needed for a version whose diff the caller or the service has.
        int known = TaskETag.versionOf(knownTags);
        var changes = queries.changes(taskId, diffs.rememberedVersion(taskId), known)
                .filter(found -> caller.scope().includes(found.sourceId()))
                .orElseThrow(() -> new NotFoundException("review_task", taskId));
        if (TaskETag.isKnown(knownTags, changes.etag())) {
            return new Diff(changes.etag(), null);
        }
        if (changes.diff() != null) {
            return new Diff(changes.etag(), changes.diff().getBytes(StandardCharsets.UTF_8));
        }
        var remembered = diffs.remembered(taskId, changes.version());
        if (remembered != null) {
            return new Diff(changes.etag(), remembered);
        }
        // The caller's tag differs only in delivery or source name, or the remembered diff was evicted meanwhile.
        var complete =
                changes.original() == null ? queries.changes(taskId, 0, 0).orElse(changes) : changes;
        var original = complete.original();
        var working = complete.working();
        return complete.diff() != null || original == null || working == null
                ? diff(caller, taskId, null)
                : new Diff(
                        complete.etag(),
                        diffs.computeOnce(
                                taskId,
                                complete.version(),
                                () -> ArtifactBlock.diff(
                                        ArtifactBlock.readAll(original), ArtifactBlock.readAll(working))));
    }
}
