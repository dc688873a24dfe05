package com.hiltreview.review;

import com.hiltreview.event.EventsDelivered;
import com.hiltreview.paging.Batch;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/** What happens to tasks after their decision: DISPATCHED, then ARCHIVED. */
@Service
public class TaskCompletion {
    private final ReviewTaskRepository tasks;
    private final TaskSignals signals;
    private final Clock clock;

    TaskCompletion(ReviewTaskRepository tasks, TaskSignals signals, Clock clock) {
        this.tasks = tasks;
        this.signals = signals;
        this.clock = clock;
    }

    /** Marks tasks whose decision has reached the executor; archived tasks stay archived. */
    @EventListener
    void markDispatched(EventsDelivered delivered) {
        if (!delivered.taskIds().isEmpty()) {
            tasks.dispatch(delivered.taskIds(), clock.instant());
            signals.changed();
        }
    }

    /** A task's place in the order of archiving. */
    public record Place(Instant idleSince, UUID taskId) {
        static final Place START = new Place(Instant.EPOCH, new UUID(0, 0));
    }

    /**
     * Archives one batch of the decided tasks that have not changed lately, in one short transaction. Tasks whose delivery is
     * still being tried are skipped.
     *
     * @param unchangedSince tasks are due if their last change was at this time or before
     * @param from null at first, then what the last batch returned
     */
    public Batch<Place> archiveSome(Instant unchangedSince, @Nullable Place from) {
        return tasks.archive(unchangedSince, from == null ? Place.START : from, clock.instant());
    }
}
