package com.hiltreview.archive;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import java.time.Duration;
import java.time.ZoneOffset;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Runs the archiver once in the whole cluster, by one row in the queue that is always there. At the start it is made where
 * it is missing, and moved where the cron has changed; one that is overdue stays, and so a missed run is made up for.
 */
@Component
class ArchiveTask extends RecurringTask<Void> {
    private static final Duration RETRY_AFTER_FAULT = Duration.ofMinutes(5);

    private final Schedule schedule;
    private final Archiver archiver;

    @Autowired
    ArchiveTask(ArchiveSettings settings, Archiver archiver) {
        this(new CronSchedule(settings.cron(), ZoneOffset.UTC), archiver);
    }

    private ArchiveTask(Schedule schedule, Archiver archiver) {
        super("archive", schedule, Void.class, new FailureHandler.OnFailureRetryLater<>(RETRY_AFTER_FAULT));
        this.schedule = schedule;
        this.archiver = archiver;
    }

    /** What a shutdown has ended goes on at once on another instance, or here after the next start. */
    @Override
    public CompletionHandler<Void> execute(TaskInstance<Void> instance, ExecutionContext context) {
        boolean done = archiver.run(() -> context.getSchedulerState().isShuttingDown());
        return done
                ? new CompletionHandler.OnCompleteReschedule<>(schedule)
                : (complete, operations) -> operations.reschedule(complete, complete.getTimeDone());
    }

    @Override
    public void executeRecurringly(TaskInstance<Void> instance, ExecutionContext context) {
        throw new UnsupportedOperationException("execute says when to go on");
    }
}
