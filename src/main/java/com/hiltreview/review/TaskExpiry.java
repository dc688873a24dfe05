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
import java.util.concurrent.Executors;
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

    private static final int BATCHES_AT_ONCE = 2;

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
     * Ends the tasks that are due, batch by batch. Tasks that another instance is ending, or that somebody is changing, are skipped:
     * they are found the next time if they are still due.
     */
    public void endDue() {
        while (escalateSome()) {
            // Until none is left.
        }
        var since = denySome(Instant.EPOCH);
        if (since != null) {
            // While one batch is being written another one is prepared.
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < BATCHES_AT_ONCE; i++) {
                    threads.execute(() -> denyAll(since));
                }
            }
        }
    }

    private void denyAll(Instant since) {
        try {
            var next = since;
            while (next != null) {
                next = denySome(next);
            }
        } catch (RuntimeException databaseAway) {
            log.debug("Expired tasks are looked for later", databaseAway);
        }
    }

    private boolean escalateSome() {
        int escalated = tasks.escalateExpired(clock.instant());
        if (escalated > 0) {
            signals.changed();
        }
        return escalated == ReviewTaskStatements.EXPIRED_AT_ONCE;
    }

    /**
     * The tasks stay locked until they are denied, so no instance prepares what another one does. A reviewer who decides
     * meanwhile waits for a moment, and learns what happened.
     *
     * @return where the next batch begins, or null if there is none
     */
    private @Nullable Instant denySome(Instant since) {
        return transaction.execute(status -> {
            var now = clock.instant();
            var due = tasks.lockExpired(since, now, unreadable);
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
            boolean more = taken < due.size() || due.size() == ReviewTaskStatements.EXPIRED_AT_ONCE;
            return more ? due.get(taken - 1).expiresAt() : null;
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
