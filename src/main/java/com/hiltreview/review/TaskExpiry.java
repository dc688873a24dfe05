package com.hiltreview.review;

import com.hiltreview.journal.Author;
import com.hiltreview.verdict.Decider;
import com.hiltreview.verdict.DecisionType;
import com.hiltreview.verdict.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Ends tasks whose time is up: they are denied or escalated, once, and never approved. */
@Service
public class TaskExpiry {
    /** A batch ends before the blocks of its tasks have this many characters. */
    private static final int MOST_CHARACTERS = 8 * 1024 * 1024;

    private static final Verdict EXPIRED = new Verdict(DecisionType.DENY, new Decider.Expiry(), "expired", null);

    private static final Logger log = LoggerFactory.getLogger(TaskExpiry.class);

    private final Set<UUID> unreadable = ConcurrentHashMap.newKeySet();
    private final ReviewTaskRepository tasks;
    private final TaskDecisions decisions;
    private final TaskSignals signals;
    private final TransactionTemplate transaction;
    private final Clock clock;

    TaskExpiry(
            ReviewTaskRepository tasks,
            TaskDecisions decisions,
            TaskSignals signals,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.tasks = tasks;
        this.decisions = decisions;
        this.signals = signals;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * Ends one batch of due tasks. Tasks that another instance is ending, or that somebody is changing, are skipped: they are
     * found again if they are still due.
     *
     * @return whether more may be due
     */
    public boolean endSome() {
        var now = clock.instant();
        boolean moreToEscalate = escalateSome(now);
        return denySome(now) || moreToEscalate;
    }

    private boolean escalateSome(Instant now) {
        int escalated = tasks.escalateExpired(now);
        if (escalated > 0) {
            signals.changed();
        }
        return escalated == ReviewTaskStatements.EXPIRED_AT_ONCE;
    }

    /**
     * The tasks stay locked until they are denied, so no instance prepares what another one does. A reviewer who decides
     * meanwhile waits for a moment, and learns what happened.
     */
    private boolean denySome(Instant now) {
        return transaction.execute(status -> {
            var due = tasks.lockExpired(now, unreadable);
            int characters = 0;
            int taken = 0;
            for (var task : due) {
                characters += task.characters();
                if (taken > 0 && characters > MOST_CHARACTERS) {
                    break;
                }
                taken++;
            }
            deny(
                    due.subList(0, taken).stream()
                            .map(ReviewTaskStatements.Expired::id)
                            .toList(),
                    now);
            return taken < due.size() || due.size() == ReviewTaskStatements.EXPIRED_AT_ONCE;
        });
    }

    private void deny(List<UUID> ids, Instant now) {
        if (!ids.isEmpty()) {
            decisions.recordAll(tasks.findByIdIn(ids).stream()
                    .map(task -> denied(task, now))
                    .filter(Objects::nonNull)
                    .toList());
        }
    }

    /** Null for a task that cannot be read; it must not keep the others waiting. */
    private @Nullable DecidedTask denied(ReviewTask task, Instant now) {
        try {
            return decisions.decide(task, EXPIRED, Author.SYSTEM, null, now);
        } catch (RuntimeException fault) {
            log.error("Task {} cannot be denied now that its time is up", task.id(), fault);
            unreadable.add(task.id());
            return null;
        }
    }
}
