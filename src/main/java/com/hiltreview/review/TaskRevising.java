package com.hiltreview.review;

import com.hiltreview.access.Caller;
import com.hiltreview.audit.Action;
import com.hiltreview.audit.Actor;
import com.hiltreview.audit.AuditEntry;
import com.hiltreview.compute.ComputePool;
import com.hiltreview.compute.StripedLocks;
import com.hiltreview.error.ApiException;
import com.hiltreview.error.ConflictException;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.event.ChangeRequestPayload;
import com.hiltreview.event.DecisionEvent;
import com.hiltreview.event.DecisionEvents;
import com.hiltreview.event.EventType;
import com.hiltreview.id.Ids;
import com.hiltreview.idempotency.IdempotencyClaim;
import com.hiltreview.idempotency.IdempotencyKey;
import com.hiltreview.idempotency.IdempotencyKeys;
import com.hiltreview.journal.Author;
import com.hiltreview.json.RawJson;
import com.hiltreview.revision.RequestChangesRequest;
import com.hiltreview.revision.ReviseTaskRequest;
import com.hiltreview.version.ExpectedVersion;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/**
 * The loop before a decision: a reviewer asks for changes, the agent files a revision. Errors are reported in this order: the
 * request's own, an old version, the task's status, too many revisions.
 */
@Service
public class TaskRevising {
    /** The first one counts. */
    static final int MAX_REVISIONS = 50;

    private final ReviewTaskRepository tasks;
    private final DecisionEvents events;
    private final IdempotencyKeys idempotencyKeys;
    private final TaskSignals signals;
    private final ChangeRetries retries;
    private final JsonMapper mapper;
    private final Clock clock;
    private final StripedLocks repeated = new StripedLocks();

    TaskRevising(
            ReviewTaskRepository tasks,
            DecisionEvents events,
            IdempotencyKeys idempotencyKeys,
            TaskSignals signals,
            ChangeRetries retries,
            JsonMapper mapper,
            Clock clock) {
        this.tasks = tasks;
        this.events = events;
        this.idempotencyKeys = idempotencyKeys;
        this.signals = signals;
        this.retries = retries;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** What the audit log keeps of a change request or a revision. */
    private record Changed(int version, int revision) {}

    /** Sends a task back to its agent. A further request replaces the one before. */
    ReviewTaskView requestChanges(
            Caller.Reviewer caller, Actor actor, UUID taskId, RequestChangesRequest request, ExpectedVersion expected) {
        return retries.untilNotOvertaken(taskId, () -> {
            var task = find(caller, taskId);
            var changes = request.toChangeRequest(task.blockIds(), caller.email(), clock.instant());
            expected.require(task.etag());
            task.requestChanges(changes);
            var event = event(task);
            var line = AuditEntry.of(
                    task.updatedAt(), actor, Action.TASK_REQUEST_CHANGES, taskId, before(task), after(task));
            if (!tasks.requestChanges(new SentBackTask(task, event, Author.of(caller), line))) {
                return null;
            }
            events.written(List.of(event));
            signals.answered(taskId);
            return task.pendingView();
        });
    }

    private DecisionEvent event(ReviewTask task) {
        return events.of(new ChangeRequestPayload(
                Ids.next(),
                EventType.CHANGES_REQUESTED,
                task.sourceId(),
                task.id(),
                task.revision(),
                new RawJson(Objects.requireNonNull(task.changeRequest())),
                new RawJson(task.blocksWorking()),
                RawJson.ofNullable(task.metadata()),
                task.updatedAt()));
    }

    /**
     * Files a revision of a task.
     *
     * @param idempotencyKey null if a repeated request files another revision
     * @throws ApiException with IDEMPOTENCY_MISMATCH if the key was used for another request within 24 hours
     * @throws ConflictException if the task has as many revisions as it may have
     */
    CreatedTask revise(
            Caller caller,
            Actor actor,
            UUID taskId,
            ReviseTaskRequest request,
            ExpectedVersion expected,
            @Nullable IdempotencyKey idempotencyKey) {
        if (idempotencyKey == null) {
            return retries.untilNotOvertaken(
                    taskId, () -> revised(find(caller, taskId), caller, actor, request, expected, null));
        }
        return repeated.withLock(
                List.of(taskId, idempotencyKey.key()),
                () -> retries.untilNotOvertaken(
                        taskId, () -> revisedOnce(caller, actor, taskId, request, expected, idempotencyKey)));
    }

    private @Nullable CreatedTask revisedOnce(
            Caller caller,
            Actor actor,
            UUID taskId,
            ReviseTaskRequest request,
            ExpectedVersion expected,
            IdempotencyKey idempotencyKey) {
        var task = find(caller, taskId);
        try {
            return revised(task, caller, actor, request, expected, idempotencyKey);
        } catch (ApiException refused) {
            // A repeated request no longer fits the task that the first one has revised.
            return CreatedTask.replayed(
                    idempotencyKeys.find(task.sourceId(), idempotencyKey).orElseThrow(() -> refused));
        }
    }

    /** @return null if another change was committed since the task was read */
    private @Nullable CreatedTask revised(
            ReviewTask task,
            Caller caller,
            Actor actor,
            ReviseTaskRequest request,
            ExpectedVersion expected,
            @Nullable IdempotencyKey idempotencyKey) {
        var proposal = ComputePool.call(task.size(), () -> request.toProposal(task.proposal()));
        expected.require(task.etag());
        TaskTransition.REVISE.requirePossible(task.status());
        if (task.revision() >= MAX_REVISIONS) {
            throw new ConflictException("The task has " + MAX_REVISIONS + " revisions already");
        }
        task.revise(proposal, clock.instant());
        var answer = new CreatedTask(task.id(), task.etag(), mapper.writeValueAsBytes(task.pendingView()), false);
        var claim = idempotencyKey == null
                ? null
                : new IdempotencyClaim(task.sourceId(), idempotencyKey, answer.toStored(), task.updatedAt());
        var revision = new RevisedTask(task, request.remark(), Author.of(caller), claim, auditEntry(task, actor));
        return switch (tasks.revise(revision)) {
            case WRITTEN -> {
                signals.changed();
                yield answer;
            }
            case OVERTAKEN -> null;
            case KEY_USED ->
                CreatedTask.replayed(
                        idempotencyKeys.answerUnder(task.sourceId(), Objects.requireNonNull(idempotencyKey)));
        };
    }

    /** As for a filing: what agents do for their own source is in the task's history. */
    private static @Nullable AuditEntry auditEntry(ReviewTask task, Actor actor) {
        return actor.kind() == Actor.Kind.ADMIN_KEY
                ? AuditEntry.of(task.updatedAt(), actor, Action.TASK_REVISE, task.id(), before(task), after(task))
                : null;
    }

    private static Map<String, Integer> before(ReviewTask changed) {
        return Map.of("version", changed.version() - 1);
    }

    private static Changed after(ReviewTask changed) {
        return new Changed(changed.version(), changed.revision());
    }

    private ReviewTask find(Caller caller, UUID taskId) {
        return tasks.findById(taskId)
                .filter(task -> caller.scope().includes(task.sourceId()))
                .orElseThrow(() -> new NotFoundException("review_task", taskId));
    }
}
