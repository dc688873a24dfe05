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

/** What one reader gets to see: first what it has missed, then what the follower hands over. */
final class TaskStream implements AutoCloseable {
    /** A reader that falls this far behind is let go, and comes again with the id of the last event that it has seen. */
    private static final int CAPACITY = 256;

    /**
     * How far the oldest event that waits here may be behind the newest of all. All streams share the bytes of an event, so
     * that together they hold no more than this, however many there are.
     */
    private static final long MAX_LAG_BYTES =
            Math.min(8 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 32);

    /** Wakes a reader whose stream is over. */
    private static final TaskEvent END = new TaskEvent(new Place(0, 0, 0), null, new byte[0], 0);

    private final TaskStreams streams;
    private final Scope scope;
    private final BlockingQueue<TaskEvent> queue = new ArrayBlockingQueue<>(CAPACITY);
    private Place last;
    private @Nullable TaskEvent first;
    private @Nullable Place missedUntil;
    private volatile boolean over;

    private TaskStream(TaskStreams streams, Scope scope, Place last) {
        this.streams = streams;
        this.scope = scope;
        this.last = last;
    }

    /** @param reached from there on the follower hands over what comes */
    static TaskStream from(TaskStreams streams, Scope scope, Place reached) {
        return new TaskStream(streams, scope, reached);
    }

    static TaskStream goingOn(TaskStreams streams, Scope scope, Place last, Place reached) {
        var stream = new TaskStream(streams, scope, last);
        stream.missedUntil = reached;
        return stream;
    }

    static TaskStream resyncing(TaskStreams streams, Scope scope, Place reached) {
        var stream = new TaskStream(streams, scope, reached);
        stream.first = TaskEvent.resync(reached);
        return stream;
    }

    /** The reader learns that it is connected, when to come again, and from where, unless it must read anew first. */
    byte[] greeting(Duration retry) {
        var id = first == null ? "\nid: " + last : "";
        return (": connected\nretry: " + retry.toMillis() + id + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    boolean isOver() {
        return over;
    }

    /** The next events, or none where none came in time. */
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
        var come = queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (come == null) {
            return List.of();
        }
        // One at a time: what was taken out of the queue is held for as long as the reader takes to receive it.
        return isNew(come) ? seen(come) : next(timeout);
    }

    /** Whether the next event may take a while to come. */
    boolean isDrained() {
        return queue.isEmpty();
    }

    /** A reader that comes from an instance that is ahead has seen some events already. */
    private boolean isNew(TaskEvent event) {
        return event.place().epoch() != last.epoch() || event.place().compareTo(last) > 0;
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

    /** Hands an event over, where it is for this reader. */
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
        // The reader may be stuck for a while, and what it has not got it will ask for again.
        queue.clear();
        queue.offer(END);
    }

    @Override
    public void close() {
        streams.remove(this);
    }
}
