package com.hiltreview.review;

import com.hiltreview.access.Caller;
import com.hiltreview.access.Scope;
import com.hiltreview.audit.Action;
import com.hiltreview.audit.Actor;
import com.hiltreview.audit.AuditEntry;
import com.hiltreview.compute.StripedLocks;
import com.hiltreview.error.ApiException;
import com.hiltreview.error.ForbiddenException;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.error.ValidationException;
import com.hiltreview.id.Ids;
import com.hiltreview.idempotency.IdempotencyClaim;
import com.hiltreview.idempotency.IdempotencyKey;
import com.hiltreview.idempotency.IdempotencyKeys;
import com.hiltreview.journal.Author;
import com.hiltreview.proposal.Proposal;
import com.hiltreview.source.SourceDeletion;
import com.hiltreview.source.SourceHasTasksException;
import com.hiltreview.source.SourceService;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Files what agents propose as review tasks. */
@Service
public class TaskFiling {
    private final ReviewTaskRepository tasks;
    private final IdempotencyKeys idempotencyKeys;
    private final SourceService sources;
    private final TaskSignals signals;
    private final JsonMapper mapper;
    private final Clock clock;
    private final StripedLocks repeated = new StripedLocks();

    TaskFiling(
            ReviewTaskRepository tasks,
            IdempotencyKeys idempotencyKeys,
            SourceService sources,
            TaskSignals signals,
            JsonMapper mapper,
            Clock clock) {
        this.tasks = tasks;
        this.idempotencyKeys = idempotencyKeys;
        this.sources = sources;
        this.signals = signals;
        this.mapper = mapper;
        this.clock = clock;
    }

    /**
     * The source that a caller files for.
     *
     * @param wanted the source that the request names, or null; with an admin key it must name one
     * @throws ForbiddenException if the caller may not file for it
     * @throws ValidationException if the request must name a source and does not
     */
    public UUID sourceFor(Caller caller, @Nullable UUID wanted) {
        if (caller instanceof Caller.Reviewer) {
            throw new ForbiddenException("Reviewers do not file tasks");
        }
        if (wanted != null) {
            ForbiddenException.throwIfOutside(caller.scope(), wanted);
            return wanted;
        }
        if (caller.scope() instanceof Scope.Sources own && own.ids().size() == 1) {
            return own.ids().iterator().next();
        }
        throw new ValidationException("source_id", "is required with an admin key");
    }

    /**
     * Files a proposal.
     *
     * @param sourceId the source that it is filed for, or null for the caller's own
     * @param idempotencyKey null if a repeated request files another task
     * @throws ApiException with IDEMPOTENCY_MISMATCH if the key was used for another request within 24 hours
     * @throws NotFoundException if the source does not exist
     */
    public CreatedTask file(
            Caller caller,
            Actor actor,
            @Nullable UUID sourceId,
            Proposal proposal,
            @Nullable IdempotencyKey idempotencyKey) {
        var owner = sourceFor(caller, sourceId);
        if (idempotencyKey != null) {
            return repeated.withLock(
                    List.of(owner, idempotencyKey.key()),
                    () -> fileOnce(owner, caller, actor, proposal, idempotencyKey));
        }
        var task = newTask(owner, proposal);
        write(new FiledTask(task, Author.of(caller), null, auditEntry(task, actor)));
        return answer(task);
    }

    private CreatedTask fileOnce(
            UUID sourceId, Caller caller, Actor actor, Proposal proposal, IdempotencyKey idempotencyKey) {
        ReviewTask task;
        try {
            task = newTask(sourceId, proposal);
        } catch (ValidationException late) {
            // A repeated request may come after the time that the first one named.
            return idempotencyKeys
                    .find(sourceId, idempotencyKey)
                    .map(CreatedTask::replayed)
                    .orElseThrow(() -> late);
        }
        var answer = answer(task);
        var claim = new IdempotencyClaim(sourceId, idempotencyKey, answer.toStored(), clock.instant());
        return write(new FiledTask(task, Author.of(caller), claim, auditEntry(task, actor)))
                ? answer
                : CreatedTask.replayed(idempotencyKeys.answerUnder(sourceId, idempotencyKey));
    }

    /**
     * The audit log has a line only for an admin key, which can file for any source. Agents file for their own source,
     * which the task shows.
     */
    private @Nullable AuditEntry auditEntry(ReviewTask task, Actor actor) {
        return actor.kind() == Actor.Kind.ADMIN_KEY
                ? AuditEntry.of(
                        clock.instant(),
                        actor,
                        Action.TASK_CREATE,
                        task.id(),
                        null,
                        Map.of("source_id", task.sourceId()))
                : null;
    }

    /** @throws NotFoundException if the source was deleted since it was read */
    private boolean write(FiledTask filed) {
        try {
            boolean written = tasks.file(filed);
            if (written) {
                signals.changed();
            }
            return written;
        } catch (DataIntegrityViolationException refused) {
            sources.requireExists(filed.task().sourceId());
            throw refused;
        }
    }

    private ReviewTask newTask(UUID sourceId, Proposal proposal) {
        var source = sources.brief(sourceId);
        var now = clock.instant();
        var expiresAt = proposal.expiry().from(now, source.expiresInSeconds());
        return new ReviewTask(Ids.next(), sourceId, source.name(), proposal, expiresAt, now);
    }

    private CreatedTask answer(ReviewTask task) {
        return new CreatedTask(task.id(), task.etag(), mapper.writeValueAsBytes(task.pendingView()), false);
    }

    @EventListener
    void keepSourceWithTasks(SourceDeletion deletion) {
        if (tasks.existsBySourceId(deletion.sourceId())) {
            throw new SourceHasTasksException();
        }
    }
}
