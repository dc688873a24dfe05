package com.hiltreview.review;

import com.hiltreview.access.Caller;
import com.hiltreview.audit.Action;
import com.hiltreview.audit.Actor;
import com.hiltreview.audit.AuditEntry;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.journal.Author;
import com.hiltreview.verdict.Decider;
import com.hiltreview.verdict.DecisionOrigin;
import com.hiltreview.verdict.DecisionType;
import com.hiltreview.verdict.Verdict;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Lets agents take their proposals back. */
@Service
public class TaskWithdrawal {
    private final ReviewTaskRepository tasks;
    private final TaskDecisions decisions;
    private final TaskReading reading;
    private final ChangeRetries retries;
    private final Clock clock;

    TaskWithdrawal(
            ReviewTaskRepository tasks,
            TaskDecisions decisions,
            TaskReading reading,
            ChangeRetries retries,
            Clock clock) {
        this.tasks = tasks;
        this.decisions = decisions;
        this.reading = reading;
        this.retries = retries;
        this.clock = clock;
    }

    /**
     * Denies a task that nobody has decided. A task that was withdrawn before stays as it is.
     *
     * @param caller with a key of the task's source, or an administrator's key
     * @throws InvalidStateTransitionException if somebody else has decided
     */
    ReviewTaskView withdraw(Caller caller, Actor actor, UUID taskId, String reason) {
        return retries.untilNotOvertaken(taskId, () -> {
            var task = tasks.findById(taskId)
                    .filter(found -> caller.scope().includes(found.sourceId()))
                    .orElseThrow(() -> new NotFoundException("review_task", taskId));
            if (task.status() != ReviewTaskStatus.PENDING) {
                var before = reading.get(caller, taskId);
                if (before.decision() != null && before.decision().origin() == DecisionOrigin.WITHDRAWAL) {
                    return before;
                }
            }
            var author = Author.of(caller);
            var verdict =
                    new Verdict(DecisionType.DENY, new Decider.Withdrawal(String.valueOf(author.name())), reason, null);
            var decided = decisions.decide(task, verdict, author, line(actor, task), clock.instant());
            return decisions.record(decided) ? decided.view() : null;
        });
    }

    /** As for a creation, only an administrator's key leaves a line. */
    private @Nullable AuditEntry line(Actor actor, ReviewTask task) {
        return actor.kind() == Actor.Kind.ADMIN_KEY
                ? AuditEntry.of(
                        clock.instant(),
                        actor,
                        Action.TASK_WITHDRAW,
                        task.id(),
                        Map.of("version", task.version()),
                        Map.of("version", task.version() + 1))
                : null;
    }
}
