package com.hiltreview.stream;

import com.hiltreview.access.Scope;
import com.hiltreview.journal.Place;
import com.hiltreview.stream.TaskStreams.TaskEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The events of one reader: first those that it missed, then new ones from the follower. */
final class TaskStream implements AutoCloseable {
    /** A reader that falls this far behind is disconnected. It reconnects with the id of the last event that it got. */
    private static final int CAPACITY = 256;

    /**
     * How many bytes of events may be newer than the oldest event in this queue. All streams share the bytes of an event, so
     * together they hold no more than this, however many there are.
     */
    private static final long MAX_LAG_BYTES =
            Math.min(8 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 32);

    /** Wakes the thread of a stream that has ended. */
    private static final TaskEvent END = new TaskEvent(new Place(0, 0, 0), null, new byte[0], 0);

    private final TaskStreams streams;
    private final Scope scope;
    private final BlockingQueue<TaskEvent> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Place start;
    private Place last;
    private @Nullable TaskEvent first;
    private @Nullable Place missedUntil;
    private volatile boolean over;

    private TaskStream(TaskStreams streams, Scope scope, Place start) {
        this.streams = streams;
        this.scope = scope;
        this.start = start;
        this.last = start;
    }

    /** Starts after a place; the follower offers everything that comes after it. */
    static TaskStream startAt(TaskStreams streams, Scope scope, Place reached) {
        return new TaskStream(streams, scope, reached);
    }

    /** The place after which the stream started. */
    Place start() {
        return start;
    }

    /** Replays what comes after an earlier place first. */
    void resumeAfter(Place earlier) {
        missedUntil = start;
        last = earlier;
    }

    /** Tells the reader first to load its list again. */
    void resync() {
        first = TaskEvent.resync(start);
    }

    /**
     * Says that the stream is open, how soon to reconnect and from where. No id comes before a resync, since it would make
     * the resync look received.
     */
    byte[] greeting(Duration retry) {
        var id = first == null ? "\nid: " + last : "";
        return (": connected\nretry: " + retry.toMillis() + id + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    boolean isOver() {
        return over;
    }

    /** The next events, or none if the timeout expires first. */
    List<TaskEvent> next(Duration timeout) throws InterruptedException {
        if (first != null) {
            var event = first;
            first = null;
            return List.of(event);
        }
        if (missedUntil != null) {
            var missed = missed(missedUntil);
            if (!missed.isEmpty()) {
                return missed;
            }
        }
        var event = queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (event == null) {
            return List.of();
        }
        // One at a time: an event taken from the queue stays in memory until the reader has received it.
        return isNew(event) ? seen(event) : next(timeout);
    }

    /** Whether no event is waiting, so that what was written should be flushed. */
    boolean isDrained() {
        return queue.isEmpty();
    }

    /** A reader that was connected to an instance further ahead has already seen some events; a resync is always new. */
    private boolean isNew(TaskEvent event) {
        return event.sourceId() == null
                || event.place().epoch() != last.epoch()
                || event.place().compareTo(last) > 0;
    }

    private List<TaskEvent> seen(TaskEvent event) {
        last = event.place();
        return List.of(event);
    }

    private List<TaskEvent> missed(Place until) {
        var events = streams.replay(last, until, scope);
        if (events.isEmpty()) {
            missedUntil = null;
        } else {
            last = events.getLast().place();
        }
        return events;
    }

    /** Queues an event that the reader may see; ends the stream if the reader is too far behind. */
    void offer(TaskEvent event) {
        if (over) {
            return;
        }
        var oldest = queue.peek();
        boolean wanted = event.sourceId() == null || scope.includes(event.sourceId());
        if ((oldest != null && event.end() - oldest.end() > MAX_LAG_BYTES) || (wanted && !queue.offer(event))) {
            end();
        }
    }

    void end() {
        over = true;
        // A stuck reader must not keep these in memory; it gets them after it has reconnected.
        queue.clear();
        queue.offer(END);
    }

    @Override
    public void close() {
        streams.remove(this);
    }
}
