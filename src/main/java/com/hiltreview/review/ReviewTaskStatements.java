package com.hiltreview.review;

import com.hiltreview.paging.Batch;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The writes of {@link ReviewTaskRepository}. A change and all that is written with it (its journal entry, its line of the audit
 * log, its event) are one statement. It does nothing if another change came first, and needs no transaction around it. Changes of
 * different tasks that are asked for at the same time are made by one statement. Hibernate only reads tasks.
 */
interface ReviewTaskStatements {
    /** @return false if its idempotency key was used within 24 hours; nothing is written then */
    boolean file(FiledTask task);

    /** @return false if the task is no longer the version that was read; nothing is written then */
    boolean edit(EditedTask task);

    /** @return false if the task is no longer the version that was read; nothing is written then */
    boolean decide(DecidedTask task);

    /** Decides several tasks with one statement; each result is as of {@link #decide}. */
    List<Boolean> decideAll(List<DecidedTask> tasks);

    /** @return false if the task is no longer the version that was read; nothing is written then */
    boolean requestChanges(SentBackTask task);

    /** Keeps the revision that is superseded, with what reviewers had edited in it. */
    RevisedTask.Outcome revise(RevisedTask task);
    /** How many tasks are escalated or locked at most with one statement, once their time is up. */
    int EXPIRED_AT_ONCE = 500;

    /**
     * A task whose time is up.
     *
     * @param characters of its blocks
     */
    record Expired(UUID id, Instant expiresAt, int characters) {}

    /**
     * Locks tasks that are to be denied now, the longest overdue first, apart from some and from those that are locked.
     *
     * @param since earlier ones are left out; PostgreSQL would visit those that have just been denied
     */
    List<Expired> lockExpired(Instant since, Instant now, Set<UUID> except);

    /** Escalates tasks whose time is up, the longest overdue first, and returns how many. */
    int escalateExpired(Instant now);

    /** Tasks in another status than APPROVED or DENIED stay as they are. */
    void dispatch(Collection<UUID> taskIds, Instant now);

    /** Archives one batch of the tasks that have not changed since a given time, in their order after a place. */
    Batch<TaskCompletion.Place> archive(Instant unchangedSince, TaskCompletion.Place from, Instant now);
}
