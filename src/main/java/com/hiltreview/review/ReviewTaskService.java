package com.hiltreview.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.access.Caller;
import com.hiltreview.audit.Action;
import com.hiltreview.audit.Actor;
import com.hiltreview.audit.AuditEntry;
import com.hiltreview.diff.JsonValues;
import com.hiltreview.error.ForbiddenException;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.error.ValidationException;
import com.hiltreview.id.Ids;
import com.hiltreview.json.Json;
import com.hiltreview.json.JsonBinder;
import com.hiltreview.json.RawJson;
import com.hiltreview.live.Signals;
import com.hiltreview.live.Topic;
import com.hiltreview.proposal.CreateReviewTaskRequest;
import com.hiltreview.source.SourceService;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files, edits and decides review tasks. */
@Service
public class ReviewTaskService {
    /** Signalled after every change of a task. */
    public static final Topic CHANGES = new Topic("task-changes", new UUID(0, 0));

    private static final int MAX_TRIES = 50;

    /** The kind of topic that says that a task is not PENDING any more. */
    private static final String DECIDED = "task-decided";

    private final ReviewTaskRepository tasks;
    private final ReviewTaskQueries queries;
    private final ReviewTaskWrites writes;
    private final IdempotencyKeys idempotencyKeys;
    private final TaskDiffs diffs;
    private final SourceService sources;
    private final ApplicationEventPublisher events;
    private final Signals signals;
    private final TransactionTemplate transaction;
    private final JsonMapper mapper;
    private final Clock clock;
    private final TwinRequests twins = new TwinRequests();
    private final TwinRequests overtaken = new TwinRequests();

    ReviewTaskService(
            ReviewTaskRepository tasks,
            ReviewTaskQueries queries,
            ReviewTaskWrites writes,
            IdempotencyKeys idempotencyKeys,
            TaskDiffs diffs,
            SourceService sources,
            ApplicationEventPublisher events,
            Signals signals,
            PlatformTransactionManager transactions,
            JsonMapper mapper,
            Clock clock) {
        this.tasks = tasks;
        this.queries = queries;
        this.writes = writes;
        this.idempotencyKeys = idempotencyKeys;
        this.diffs = diffs;
        this.sources = sources;
        this.events = events;
        this.signals = signals;
        this.transaction = new TransactionTemplate(transactions);
        this.mapper = mapper;
        this.clock = clock;
        signals.lookEachSecond(DECIDED, queries::decided);
    }

    /** What the audit log keeps of an edit; the contents are not in it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Edited(
            int version, List<String> blockIds, @Nullable String optionId) {}

    /** What the audit log keeps of a decision. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Decided(
            int version, DecisionType decision, @Nullable String optionId) {}

    /** @param idempotencyKey makes a repeated request get the first one's answer again */
    public CreatedTask create(Caller caller, Actor actor, JsonNode body, @Nullable String idempotencyKey) {
        var request = JsonBinder.bind(body, CreateReviewTaskRequest.class, read -> {
            sourceOf(caller, read);
            read.check();
        });
        var sourceId = sourceOf(caller, request);
        if (idempotencyKey == null) {
            var task = newTask(request, sourceId);
            whileThereIs(sourceId, () -> writes.insert(task, lineOf(task, actor)));
            signals.afterCommit(CHANGES);
            return answer(task);
        }
        var hash = JsonValues.sha256(body);
        return twins.oneByOne(
                List.of(sourceId, idempotencyKey), () -> createOnce(request, actor, sourceId, idempotencyKey, hash));
    }

    private CreatedTask createOnce(
            CreateReviewTaskRequest request, Actor actor, UUID sourceId, String idempotencyKey, byte[] hash) {
        var task = newTask(request, sourceId);
        var answer = answer(task);
        var line = lineOf(task, actor);
        if (whileThereIs(
                sourceId, () -> writes.insertOnce(task, idempotencyKey, hash, answer, clock.instant(), line))) {
            signals.afterCommit(CHANGES);
            return answer;
        }
        var kept = idempotencyKeys.get(sourceId, idempotencyKey);
        if (!MessageDigest.isEqual(kept.requestHash(), hash)) {
            throw new IdempotencyMismatchException();
        }
        return kept.answer();
    }

    /** Agents file for their own source, and the task says whose it is; an administrator's key can file for any. */
    private @Nullable AuditEntry lineOf(ReviewTask task, Actor actor) {
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

    /** @throws NotFoundException where the source was deleted since it was read */
    private <T> T whileThereIs(UUID sourceId, Supplier<T> work) {
        try {
            return work.get();
        } catch (DataIntegrityViolationException refused) {
            sources.nameOf(sourceId);
            throw refused;
        }
    }

    private static UUID sourceOf(Caller caller, CreateReviewTaskRequest request) {
        var own = caller.ownSource();
        var wanted = request.sourceId();
        if (own != null && wanted != null && !own.equals(wanted)) {
            throw new ForbiddenException("This key belongs to another source");
        } else if (own == null && wanted == null) {
            throw new ValidationException("source_id", "is required with an admin key");
        }
        return own == null ? Objects.requireNonNull(wanted) : own;
    }

    private ReviewTask newTask(CreateReviewTaskRequest request, UUID sourceId) {
        return new ReviewTask(Ids.next(), sourceId, sources.nameOf(sourceId), request, clock.instant());
    }

    private CreatedTask answer(ReviewTask task) {
        return new CreatedTask(task.id(), task.etag(), mapper.writeValueAsBytes(task.pendingView()), false);
    }

    /** The tasks as a list shows them, by their ids; those that are gone are left out. */
    public Map<UUID, ReviewTaskListItem> items(Collection<UUID> taskIds) {
        return queries.items(taskIds);
    }

    ReviewTaskQueries.Page list(ReviewTaskFilter filter, int limit, @Nullable String cursor) {
        var page = queries.list(filter, limit, cursor);
        if (!page.sourceExists()) {
            throw new NotFoundException("source", Objects.requireNonNull(filter.sourceId()));
        }
        return page;
    }

    /** Another source's task is as unknown as one that does not exist. */
    ReviewTaskView get(Caller caller, UUID taskId) {
        var own = caller.ownSource();
        return queries.find(taskId)
                .filter(task -> own == null || own.equals(task.summary().sourceId()))
                .orElseThrow(() -> new NotFoundException("review_task", taskId));
    }

    /** Waits until the task is decided or the time is up, holding nothing but the present thread. */
    void awaitDecision(Caller caller, UUID taskId, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        try (var subscription = signals.subscribe(new Topic(DECIDED, taskId))) {
            boolean waiting = isPending(caller, taskId);
            while (waiting) {
                waiting = subscription.await(Duration.ofNanos(end - System.nanoTime()))
                        && isPendingAsFarAsKnown(caller, taskId);
            }
        }
    }

    /** While the database is away, a wait goes on: only at its end is there nothing to answer with. */
    private boolean isPendingAsFarAsKnown(Caller caller, UUID taskId) {
        try {
            return isPending(caller, taskId);
        } catch (DataAccessException databaseAway) {
            return true;
        }
    }

    private boolean isPending(Caller caller, UUID taskId) {
        return queries.statusOf(taskId, caller.ownSource())
                        .orElseThrow(() -> new NotFoundException("review_task", taskId))
                == ReviewTaskStatus.PENDING;
    }

    /**
     * The diff of a decided task, or the one that a decision would record now: computed like it, while neither a row nor a
     * connection is held.
     */
    TaskDiff diff(Caller caller, UUID taskId, @Nullable String ifNoneMatch) {
        var own = caller.ownSource();
        // The blocks need not be read for a version whose diff the caller or the service has.
        int known = TaskETag.versionOf(ifNoneMatch);
        var changes = queries.changes(taskId, diffs.rememberedVersion(taskId), known)
                .filter(found -> own == null || own.equals(found.sourceId()))
                .orElseThrow(() -> new NotFoundException("review_task", taskId));
        if (TaskETag.isKnown(ifNoneMatch, changes.etag())) {
            return new TaskDiff(changes.etag(), null);
        }
        if (changes.diff() != null) {
            return new TaskDiff(changes.etag(), changes.diff().getBytes(StandardCharsets.UTF_8));
        }
        var remembered = diffs.remembered(taskId, changes.version());
        if (remembered != null) {
            return new TaskDiff(changes.etag(), remembered);
        }
        // The other half of the tag has changed, or another request's diff took the place of this one.
        var complete =
                changes.original() == null ? queries.changes(taskId, 0, 0).orElse(changes) : changes;
        return complete.diff() != null || complete.original() == null || complete.working() == null
                ? diff(caller, taskId, null)
                : new TaskDiff(
                        complete.etag(),
                        diffs.computeOnce(taskId, complete.version(), complete.original(), complete.working()));
    }

    ReviewTaskView edit(UUID taskId, PatchBlocksRequest request, Actor actor, @Nullable String ifMatch) {
        return retryingWhenOvertaken(taskId, () -> {
            var task = find(taskId);
            // Faults are told in this order: the request's own, an old version, the task's state.
            var edit = request.toEdit(task);
            requireMatch(task, ifMatch);
            task.requirePending();
            var changed = task.edit(edit.applyTo(task), clock.instant());
            if (!changed.isEmpty()) {
                var line = AuditEntry.of(
                        task.updatedAt(),
                        actor,
                        Action.TASK_EDIT,
                        taskId,
                        Map.of("version", task.version() - 1),
                        new Edited(task.version(), changed, request.optionId()));
                if (!writes.edit(task, line)) {
                    return null;
                }
                signals.afterCommit(CHANGES);
            }
            return task.pendingView();
        });
    }

    /**
     * Decides in one transaction, which writes the decision and lets listeners write what follows from it. The diff is
     * computed before it begins, so that neither a row nor a connection is held meanwhile; where an edit or another
     * decision gets in between, all of it is done again.
     */
    ReviewTaskView decide(
            UUID taskId,
            SubmitDecisionRequest request,
            Caller.Reviewer reviewer,
            Actor actor,
            @Nullable String ifMatch) {
        return retryingWhenOvertaken(taskId, () -> {
            var task = find(taskId);
            var optionId = request.optionId();
            if (optionId != null && task.option(optionId).isEmpty()) {
                throw new ValidationException("option_id", "must name an option of the task");
            }
            requireMatch(task, ifMatch);
            task.requirePending();
            var original = task.originalBlocks();
            var revised = task.workingBlocks();
            var diff = TaskDiffs.between(original, revised);
            var now = clock.instant();
            var decision = new ReviewTaskView.Decision(
                    Objects.requireNonNull(request.decision()),
                    request.givenReason(),
                    optionId,
                    now,
                    reviewer.email(),
                    reviewer.id());
            task.decide(decision.type(), diff, now);
            var recorded = new DecisionRecorded(
                    taskId,
                    task.sourceId(),
                    decision.type(),
                    new RawJson(Json.write(decision)),
                    new RawJson(task.blocksOriginal()),
                    new RawJson(task.blocksWorking()),
                    new RawJson(Objects.requireNonNull(task.diff())),
                    RawJson.ofNullable(task.metadata()),
                    now);
            var line = AuditEntry.of(
                    now,
                    actor,
                    Action.TASK_DECIDE,
                    taskId,
                    Map.of("version", task.version() - 1),
                    new Decided(task.version(), decision.type(), optionId));
            return transaction.execute(status -> record(task, decision, line, recorded));
        });
    }

    private @Nullable ReviewTaskView record(
            ReviewTask task, ReviewTaskView.Decision decision, AuditEntry line, DecisionRecorded recorded) {
        // The guarded update goes first: whoever comes second fails here and has written nothing else.
        if (!writes.decide(task, decision, line)) {
            return null;
        }
        events.publishEvent(recorded);
        signals.afterCommit(new Topic(DECIDED, task.id()));
        signals.afterCommit(CHANGES);
        return task.decidedView(decision, queries.dispatchOf(task.id()));
    }

    /** Tasks whose decision has reached the executor; those that are archived already stay so. */
    public void markDispatched(Collection<UUID> taskIds) {
        if (!taskIds.isEmpty()) {
            tasks.markDispatched(taskIds, clock.instant());
            signals.afterCommit(CHANGES);
        }
    }

    private ReviewTask find(UUID taskId) {
        return tasks.findById(taskId).orElseThrow(() -> new NotFoundException("review_task", taskId));
    }

    private static void requireMatch(ReviewTask task, @Nullable String ifMatch) {
        if (!TaskETag.matches(ifMatch, task.etag())) {
            throw new PreconditionFailedException(task.etag());
        }
    }

    /**
     * Whoever is overtaken goes on one by one with the others of this instance, so that many do not overtake each other
     * over and over; no connection is held meanwhile.
     *
     * @param work gives null where another change came between its reading and its writing
     */
    private <T> T retryingWhenOvertaken(UUID taskId, Supplier<@Nullable T> work) {
        var done = work.get();
        return done != null ? done : overtaken.oneByOne(taskId, () -> retrying(work));
    }

    private static <T> T retrying(Supplier<@Nullable T> work) {
        for (int tries = 1; tries <= MAX_TRIES; tries++) {
            var done = work.get();
            if (done != null) {
                return done;
            }
        }
        throw new OptimisticLockingFailureException("Overtaken " + MAX_TRIES + " times");
    }
}
