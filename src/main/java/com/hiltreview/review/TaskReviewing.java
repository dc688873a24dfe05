package com.hiltreview.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.access.Caller;
import com.hiltreview.audit.Action;
import com.hiltreview.audit.Actor;
import com.hiltreview.audit.AuditEntry;
import com.hiltreview.edit.BlockEdit;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.error.ValidationException;
import com.hiltreview.journal.Author;
import com.hiltreview.verdict.DecisionType;
import com.hiltreview.verdict.Verdict;
import com.hiltreview.version.ExpectedVersion;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Edits and decides tasks. Errors are reported in this order: the request's own, an old version, the task's status. */
@Service
public class TaskReviewing {
    private final ReviewTaskRepository tasks;
    private final TaskDecisions decisions;
    private final TaskSignals signals;
    private final ChangeRetries retries;
    private final Clock clock;

    TaskReviewing(
            ReviewTaskRepository tasks,
            TaskDecisions decisions,
            TaskSignals signals,
            ChangeRetries retries,
            Clock clock) {
        this.tasks = tasks;
        this.decisions = decisions;
        this.signals = signals;
        this.retries = retries;
        this.clock = clock;
    }

    /** What the audit log keeps of an edit; it does not keep the contents. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Edited(
            int version, List<String> blockIds, @Nullable String optionId) {}

    /** What the audit log keeps of a decision. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Decided(
            int version, DecisionType decision, @Nullable String optionId) {}

    /** Changes the contents of blocks; an edit that changes nothing leaves the version as it is. */
    ReviewTaskView edit(Caller.Reviewer caller, Actor actor, UUID taskId, BlockEdit edit, ExpectedVersion expected) {
        return retries.untilNotOvertaken(taskId, () -> {
            var task = find(caller, taskId);
            var blocks = task.blocks();
            var contents = edit.checkedFor(blocks);
            expected.require(task.etag());
            TaskTransition.EDIT.requirePossible(task.status());
            var edited = blocks.with(contents);
            task.edit(edited, clock.instant());
            if (!edited.changedIds().isEmpty()) {
                var line = AuditEntry.of(
                        task.updatedAt(),
                        actor,
                        Action.TASK_EDIT,
                        taskId,
                        Map.of("version", task.version() - 1),
                        new Edited(task.version(), edited.changedIds(), edit.option()));
                if (!tasks.edit(new EditedTask(task, Author.of(caller), line))) {
                    return null;
                }
                signals.changed();
            }
            return task.pendingView();
        });
    }

    /**
     * Decides by one statement, which writes the decision and its event. The diff is computed before, so that neither a row nor a
     * connection is held meanwhile; if another change commits in between, all of it is done again.
     */
    ReviewTaskView decide(Caller.Reviewer caller, Actor actor, UUID taskId, Verdict verdict, ExpectedVersion expected) {
        return retries.untilNotOvertaken(taskId, () -> {
            var task = find(caller, taskId);
            if (verdict.optionId() != null && !task.hasOption(verdict.optionId())) {
                throw new ValidationException("option_id", "must name an option of the task");
            }
            expected.require(task.etag());
            var now = clock.instant();
            var line = AuditEntry.of(
                    now,
                    actor,
                    Action.TASK_DECIDE,
                    taskId,
                    Map.of("version", task.version()),
                    new Decided(task.version() + 1, verdict.outcome(), verdict.optionId()));
            var decided = decisions.decide(task, verdict, Author.of(caller), line, now);
            return decisions.record(decided) ? decided.view() : null;
        });
    }

    private ReviewTask find(Caller caller, UUID taskId) {
        return tasks.findById(taskId)
                .filter(task -> caller.scope().includes(task.sourceId()))
                .orElseThrow(() -> new NotFoundException("review_task", taskId));
    }
}
