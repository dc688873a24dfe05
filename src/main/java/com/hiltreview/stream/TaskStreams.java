package com.hiltreview.stream;

import com.hiltreview.access.Scope;
import com.hiltreview.answer.LargeAnswers;
import com.hiltreview.live.Signals;
import com.hiltreview.review.TaskReading;
import com.hiltreview.review.TaskSignals;
import com.hiltreview.stream.TaskChange.Place;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Follows the log of changes, once for all streams that are open on this instance, and hands each what it is for. */
@Component
class TaskStreams implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(TaskStreams.class);

    private static final int BATCH = 100;

    /** Many readers may come again at the same time, and each holds its batch until it is received. */
    private static final int BATCH_OF_REPLAY = 20;

    /** A reader that is further behind reads its list anew, which costs less. */
    private static final int MAX_REPLAYED = 10_000;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** So many looks a second are enough where changes come without end. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

    private static final Duration LONGEST_PAUSE_WHILE_HELD_BACK = Duration.ofMillis(250);

    private final TaskChanges changes;
    private final TaskReading tasks;
    private final LargeAnswers answers;
    private final JsonMapper mapper;
    private final Set<TaskStream> streams = ConcurrentHashMap.newKeySet();
    private final Semaphore wake = new Semaphore(0);

    /** Guards the position, so that a stream begins between two batches. */
    private final ReentrantLock lock = new ReentrantLock();

    /** The bytes of all events that were handed over. */
    private long handedOver;

    private @Nullable Place position;
    private @Nullable Thread follower;
    private volatile boolean stopped;

    TaskStreams(TaskChanges changes, TaskReading tasks, LargeAnswers answers, JsonMapper mapper, Signals signals) {
        this.answers = answers;
        this.changes = changes;
        this.tasks = tasks;
        this.mapper = mapper;
        signals.listen(TaskSignals.CHANGES.kind(), id -> wakeFollower(), this::wakeFollower);
    }

    /**
     * Opens a stream of the changes from now on, or of those after the event that was seen last.
     *
     * @param scope whose tasks are shown
     * @param lastEventId where to go on; a place that means nothing any more makes the stream begin with a resync
     */
    TaskStream open(Scope scope, @Nullable String lastEventId) {
        lock.lock();
        try {
            var present = changes.present();
            var reached = position;
            if (reached == null || streams.isEmpty()) {
                reached = present;
                position = present;
            } else if (reached.epoch() != present.epoch()) {
                reached = present;
                beginAnew(present);
            }
            TaskStream stream;
            if (lastEventId == null) {
                stream = TaskStream.from(this, scope, reached);
            } else {
                var until = reached;
                stream = Place.parse(lastEventId)
                        .filter(last -> canGoOn(last, until, present))
                        .map(last -> TaskStream.goingOn(this, scope, last, until))
                        .orElseGet(() -> TaskStream.resyncing(this, scope, until));
            }
            streams.add(stream);
            if (stopped) {
                stream.end();
            }
            return stream;
        } finally {
            lock.unlock();
            wakeFollower();
        }
    }

    private boolean canGoOn(Place last, Place reached, Place present) {
        return last.epoch() == reached.epoch()
                && last.compareTo(present) <= 0
                && changes.count(last, reached, MAX_REPLAYED + 1) <= MAX_REPLAYED;
    }

    void remove(TaskStream stream) {
        streams.remove(stream);
    }

    /** The next events of what a stream has missed, none at its end, or empty where it is not known any more. */
    Optional<List<TaskEvent>> replay(Place after, Place until, Scope scope) {
        return answers.reading(
                () -> changes.between(after, until, scope, BATCH_OF_REPLAY).map(this::events));
    }

    @Override
    public void start() {
        stopped = false;
        follower = Thread.ofVirtual().name("task-streams").start(this::follow);
    }

    /** The streams end at once, and their readers go on at another instance. */
    @Override
    public void stop() {
        stopped = true;
        streams.forEach(TaskStream::end);
        if (follower != null) {
            follower.interrupt();
            follower = null;
        }
    }

    @Override
    public boolean isRunning() {
        return follower != null;
    }

    /** Before the server, which waits for its requests. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    private void wakeFollower() {
        if (!streams.isEmpty() && wake.availablePermits() == 0) {
            wake.release();
        }
    }

    private void follow() {
        try {
            var heldBackFor = SHORTEST_PAUSE;
            while (!stopped) {
                boolean heldBack = !streams.isEmpty() && lookOnce();
                heldBackFor = heldBack ? heldBackFor.multipliedBy(2) : SHORTEST_PAUSE;
                if (heldBackFor.compareTo(LONGEST_PAUSE_WHILE_HELD_BACK) > 0) {
                    heldBackFor = LONGEST_PAUSE_WHILE_HELD_BACK;
                }
                Thread.sleep(SHORTEST_PAUSE);
                wake.tryAcquire((heldBack ? heldBackFor : BETWEEN_LOOKS).toNanos(), TimeUnit.NANOSECONDS);
                wake.drainPermits();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says whether there are changes that a running transaction holds back. */
    private boolean lookOnce() {
        lock.lock();
        try {
            boolean more = true;
            boolean heldBack = false;
            while (more) {
                var from = position == null ? changes.present() : position;
                var batch = changes.after(from, BATCH).orElse(null);
                if (batch == null) {
                    beginAnew(changes.present());
                    return false;
                }
                offer(events(batch.changes()));
                position = batch.reached();
                heldBack = batch.heldBack();
                more = batch.changes().size() == BATCH && !streams.isEmpty() && !stopped;
            }
            return heldBack;
        } catch (RuntimeException databaseAway) {
            log.debug("The changes of tasks were not followed", databaseAway);
            return false;
        } catch (Error fault) {
            // This thread follows for all streams, and must outlive it.
            log.error("The changes of tasks were not followed", fault);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void beginAnew(Place present) {
        position = present;
        offer(List.of(TaskEvent.resync(present)));
    }

    private void offer(List<TaskEvent> events) {
        for (var event : events) {
            handedOver += event.frame().length;
            var placed = event.endingAt(handedOver);
            streams.forEach(stream -> stream.offer(placed));
        }
    }

    /** The changes with their tasks as they are now; a task that is gone has nothing more to tell. */
    private List<TaskEvent> events(List<TaskChange> changes) {
        if (changes.isEmpty()) {
            return List.of();
        }
        var items = tasks.items(
                changes.stream().map(TaskChange::taskId).collect(Collectors.toCollection(LinkedHashSet::new)));
        var events = new ArrayList<TaskEvent>();
        for (var change : changes) {
            var item = items.get(change.taskId());
            if (item != null) {
                events.add(TaskEvent.of(
                        change,
                        mapper.writeValueAsBytes(item.asOf(change.status(), change.version(), change.updatedAt()))));
            }
        }
        return events;
    }

    /**
     * An event as it goes out.
     *
     * @param sourceId whose task it tells of, or null where it is for every stream
     * @param end how many bytes were handed over up to this event; 0 for one that is not from the follower
     */
    record TaskEvent(Place place, @Nullable UUID sourceId, byte[] frame, long end) {
        static TaskEvent of(TaskChange change, byte[] data) {
            return new TaskEvent(change.place(), change.sourceId(), frame(change.place(), change.eventName(), data), 0);
        }

        TaskEvent endingAt(long bytes) {
            return new TaskEvent(place, sourceId, frame, bytes);
        }

        /** Something may have been missed: the reader reads its list anew. */
        static TaskEvent resync(Place place) {
            return new TaskEvent(place, null, frame(place, "resync", "{}".getBytes(StandardCharsets.UTF_8)), 0);
        }

        private static byte[] frame(Place place, String name, byte[] data) {
            var frame = new ByteArrayOutputStream(data.length + 100);
            frame.writeBytes(("id: " + place + "\nevent: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
            frame.writeBytes(data);
            frame.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
            return frame.toByteArray();
        }
    }
}
