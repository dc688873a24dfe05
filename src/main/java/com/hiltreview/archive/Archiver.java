package com.hiltreview.archive;

import com.hiltreview.delivery.AttemptRetention;
import com.hiltreview.idempotency.IdempotencyKeys;
import com.hiltreview.paging.Batch;
import com.hiltreview.review.TaskCompletion;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** One run of the archiver: batch after batch, each a short transaction of its own. */
@Service
class Archiver {
    private static final Logger log = LoggerFactory.getLogger(Archiver.class);

    /** A batch that had to wait for a database in trouble is no reason to rest for as long. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final TaskCompletion tasks;
    private final IdempotencyKeys idempotencyKeys;
    private final AttemptRetention attempts;
    private final ArchiveSettings settings;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Counter archivedTasks;
    private final Counter droppedKeys;
    private final Counter droppedAttempts;

    Archiver(
            TaskCompletion tasks,
            IdempotencyKeys idempotencyKeys,
            AttemptRetention attempts,
            ArchiveSettings settings,
            MeterRegistry meters,
            Clock clock) {
        this.tasks = tasks;
        this.idempotencyKeys = idempotencyKeys;
        this.attempts = attempts;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        // An increase can only be seen of a series that is there before it.
        for (var outcome : Outcome.values()) {
            runs(outcome);
        }
        this.archivedTasks = counter("hilt.archive.tasks", "Tasks that were archived");
        this.droppedKeys = counter("hilt.archive.idempotency.keys", "Idempotency keys that were dropped");
        this.droppedAttempts = counter("hilt.archive.delivery.attempts", "Delivery attempts that were dropped");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    private Timer runs(Outcome outcome) {
        return Timer.builder("hilt.archive.run")
                .description("Runs of the archiver")
                .tag("outcome", outcome.word())
                .register(meters);
    }

    private enum Outcome {
        DONE,
        INTERRUPTED,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Does all that is due at this moment.
     *
     * @param stopping asked after each batch
     * @return whether it came to the end
     */
    boolean run(BooleanSupplier stopping) {
        var sample = Timer.start(meters);
        long began = System.nanoTime();
        var archived = new Progress(archivedTasks, stopping);
        var keys = new Progress(droppedKeys, stopping);
        var pastAttempts = new Progress(droppedAttempts, stopping);
        var outcome = Outcome.FAILED;
        try {
            var unchangedSince = clock.instant().minus(settings.after());
            boolean done = archived.<TaskCompletion.Place>toTheEnd(from -> tasks.archiveSome(unchangedSince, from))
                    && keys.toTheEnd(idempotencyKeys::dropSomeExpired)
                    && pastAttempts.toTheEnd(attempts::dropSome);
            outcome = done ? Outcome.DONE : Outcome.INTERRUPTED;
            return done;
        } finally {
            log.info(
                    "Archiver {}: {} tasks archived, {} idempotency keys and {} delivery attempts dropped, in {} ms",
                    outcome.word(),
                    archived.rows,
                    keys.rows,
                    pastAttempts.rows,
                    Duration.ofNanos(System.nanoTime() - began).toMillis());
            sample.stop(runs(outcome));
        }
    }

    /** Does one kind of work; rests after each batch for as long as it took, since requests come first. */
    private static final class Progress {
        private final Counter counter;
        private final BooleanSupplier stopping;
        private long rows;

        Progress(Counter counter, BooleanSupplier stopping) {
            this.counter = counter;
            this.stopping = stopping;
        }

        /** False where the service is stopping. */
        <P> boolean toTheEnd(Function<@Nullable P, Batch<P>> work) {
            @Nullable P place = null;
            do {
                if (stopping.getAsBoolean()) {
                    return false;
                }
                long began = System.nanoTime();
                var batch = work.apply(place);
                rows += batch.rows();
                counter.increment(batch.rows());
                place = batch.next();
                rest(System.nanoTime() - began);
            } while (place != null);
            return true;
        }

        private static void rest(long nanos) {
            LockSupport.parkNanos(Math.min(nanos, LONGEST_REST.toNanos()));
        }
    }
}
