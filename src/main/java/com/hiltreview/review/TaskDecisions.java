package com.hiltreview.review;

import com.hiltreview.audit.AuditEntry;
import com.hiltreview.diff.DecisionDiff;
import com.hiltreview.event.DecisionEvents;
import com.hiltreview.event.DecisionRecorded;
import com.hiltreview.event.EventType;
import com.hiltreview.id.Ids;
import com.hiltreview.journal.Author;
import com.hiltreview.json.Json;
import com.hiltreview.json.RawJson;
import com.hiltreview.proposal.ArtifactBlock;
import com.hiltreview.summary.DecisionSummary;
import com.hiltreview.verdict.DecisionType;
import com.hiltreview.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes decisions, whoever decides, and records them with their events. */
@Component
class TaskDecisions {
    private final ReviewTaskRepository tasks;
    private final DecisionEvents events;
    private final TaskSignals signals;

    TaskDecisions(ReviewTaskRepository tasks, DecisionEvents events, TaskSignals signals) {
        this.tasks = tasks;
        this.events = events;
        this.signals = signals;
    }

    /**
     * Decides a task, and makes all that is written with the decision. Diff, summary and digests are computed here, before anything is locked.
     *
     * @param line for the audit log, or null for none
     */
    DecidedTask decide(ReviewTask task, Verdict verdict, Author author, @Nullable AuditEntry line, Instant now) {
        TaskTransition.of(verdict.outcome()).requirePossible(task.status());
        var original = task.originalBlocks();
        boolean changed = task.differsFromOriginal();
        var working = changed ? task.workingBlocks() : original;
        var diff = changed ? ArtifactBlock.diff(original, working) : DecisionDiff.NONE;
        var summary = DecisionSummary.of(verdict, original, working, diff);
        task.decide(verdict, diff, now);
        var decision = ReviewTaskView.Decision.of(verdict, now);
        var event = events.of(recorded(Ids.next(), task, decision, summary));
        return new DecidedTask(task, decision, summary, event, author, line);
    }

    /** @return false if another change came first; nothing is written then */
    boolean record(DecidedTask decided) {
        boolean recorded = tasks.decide(decided);
        if (recorded) {
            announce(List.of(decided));
        }
        return recorded;
    }

    /** Records decisions with one statement, apart from those that another change overtook, and returns how many it recorded. */
    int recordAll(List<DecidedTask> decided) {
        var results = tasks.decideAll(decided);
        var recorded = new ArrayList<DecidedTask>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i)) {
                recorded.add(decided.get(i));
            }
        }
        announce(recorded);
        return recorded.size();
    }

    private void announce(List<DecidedTask> recorded) {
        events.written(recorded.stream().map(DecidedTask::event).toList());
        recorded.forEach(decided -> signals.answered(decided.task().id()));
    }

    private static DecisionRecorded recorded(
            UUID eventId, ReviewTask task, ReviewTaskView.Decision decision, DecisionSummary summary) {
        return new DecisionRecorded(
                eventId,
                task.id(),
                task.sourceId(),
                eventType(decision.type()),
                task.revision(),
                new RawJson(Json.write(decision)),
                summary.summary(),
                summary.originalDigest(),
                summary.finalDigest(),
                new RawJson(task.blocksOriginal()),
                new RawJson(task.blocksWorking()),
                new RawJson(Objects.requireNonNull(task.diff())),
                RawJson.ofNullable(task.metadata()),
                decision.decidedAt());
    }

    private static EventType eventType(DecisionType decision) {
        return switch (decision) {
            case APPROVE -> EventType.APPROVED;
            case DENY -> EventType.DENIED;
        };
    }
}
