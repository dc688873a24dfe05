package com.hiltreview.stream;

import com.hiltreview.access.Scope;
import com.hiltreview.answer.LargeAnswers;
import com.hiltreview.journal.EntryKind;
import com.hiltreview.journal.Journal;
import com.hiltreview.journal.JournalEntry;
import com.hiltreview.journal.JournalFollower;
import com.hiltreview.journal.JournalListener;
import com.hiltreview.journal.Place;
import com.hiltreview.review.ReviewTaskStatus;
import com.hiltreview.review.TaskReading;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Turns journal entries into events, once for all open streams of this instance. */
@Component
class TaskStreams implements JournalListener, SmartLifecycle {
    /** Small, because many readers may reconnect at once, and each batch stays in memory until it is received. */
    private static final int BATCH_OF_REPLAY = 20;

    /** A reader that is further behind gets a resync: loading its list again costs less. */
    private static final int MAX_REPLAYED = 10_000;

    private final Journal journal;
    private final JournalFollower follower;
    private final TaskReading tasks;
    private final LargeAnswers answers;
    private final JsonMapper mapper;
    private final Set<TaskStream> streams = ConcurrentHashMap.newKeySet();

    /** The total size of all events offered so far. */
    private long offeredBytes;

    private volatile boolean running;

    TaskStreams(Journal journal, JournalFollower follower, TaskReading tasks, LargeAnswers answers, JsonMapper mapper) {
        this.journal = journal;
        this.follower = follower;
        this.tasks = tasks;
        this.answers = answers;
        this.mapper = mapper;
        follower.add(this);
    }

    /**
     * Opens a stream of the changes from now on, or of those after the last event that the reader received.
     *
     * @param scope whose tasks are shown
     * @param lastEventId where to resume; the stream starts with a resync if that is not a place of this journal
     */
    TaskStream open(Scope scope, @Nullable String lastEventId) {
        var stream = follower.join(reached -> start(scope, reached));
        if (lastEventId != null) {
            try {
                Place.parse(lastEventId)
                        .filter(last -> canResume(last, stream.start()))
                        .ifPresentOrElse(stream::resumeAfter, stream::resync);
            } catch (RuntimeException databaseUnavailable) {
                remove(stream);
                throw databaseUnavailable;
            }
        }
        return stream;
    }

    private TaskStream start(Scope scope, Place reached) {
        var stream = TaskStream.startAt(this, scope, reached);
        streams.add(stream);
        if (!running) {
            stream.end();
        }
        return stream;
    }

    private boolean canResume(Place last, Place reached) {
        return last.epoch() == reached.epoch()
                && last.compareTo(journal.present()) <= 0
                && journal.count(last, reached, MAX_REPLAYED + 1) <= MAX_REPLAYED;
    }

    void remove(TaskStream stream) {
        streams.remove(stream);
    }

    /** The next events that a stream missed; empty once it has them all. */
    List<TaskEvent> replay(Place after, Place until, Scope scope) {
        return answers.reading(() -> {
            var entries = journal.between(after, until, scope, BATCH_OF_REPLAY);
            var events = events(entries);
            // Entries of deleted tasks have no events.
            while (events.isEmpty() && !entries.isEmpty()) {
                entries = journal.between(entries.getLast().place(), until, scope, BATCH_OF_REPLAY);
                events = events(entries);
            }
            return events;
        });
    }

    @Override
    public void start() {
        running = true;
    }

    /** The streams end at once, and their readers reconnect to another instance. */
    @Override
    public void stop() {
        running = false;
        streams.forEach(TaskStream::end);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before the server, which waits for running requests. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    @Override
    public boolean isListening() {
        return !streams.isEmpty();
    }

    @Override
    public void onEntries(List<JournalEntry> entries) {
        offer(events(entries));
    }

    @Override
    public void onGap(Place present) {
        offer(List.of(TaskEvent.resync(present)));
    }

    private void offer(List<TaskEvent> events) {
        for (var event : events) {
            offeredBytes += event.frame().length;
            var placed = event.endingAt(offeredBytes);
            streams.forEach(stream -> stream.offer(placed));
        }
    }

    /** The entries with their tasks as they are now; entries of deleted tasks are left out. */
    private List<TaskEvent> events(List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        var items = tasks.items(
                entries.stream().map(JournalEntry::taskId).collect(Collectors.toCollection(LinkedHashSet::new)));
        var events = new ArrayList<TaskEvent>();
        for (var entry : entries) {
            var item = items.get(entry.taskId());
            if (item != null) {
                var status = ReviewTaskStatus.valueOf(entry.status());
                var updatedAt = entry.kind().changesTheTask() ? entry.occurredAt() : item.updatedAt();
                events.add(
                        TaskEvent.of(entry, mapper.writeValueAsBytes(item.asOf(status, entry.version(), updatedAt))));
            }
        }
        return events;
    }

    /**
     * An event as it is sent.
     *
     * @param sourceId the source of its task, or null if it is for every stream
     * @param end the total size of the events offered up to and including this one; 0 if it is not from the follower
     */
    record TaskEvent(Place place, @Nullable UUID sourceId, byte[] frame, long end) {
        static TaskEvent of(JournalEntry entry, byte[] data) {
            return new TaskEvent(entry.place(), entry.sourceId(), frame(entry.place(), nameOf(entry.kind()), data), 0);
        }

        private static String nameOf(EntryKind kind) {
            return switch (kind) {
                case CREATED -> "task.created";
                case EDITED, ESCALATED -> "task.updated";
                case COMMENTED -> "task.commented";
                case CHANGES_REQUESTED -> "task.changes_requested";
                case REVISED -> "task.revised";
                case DECIDED -> "task.decided";
                case DISPATCHED -> "task.dispatched";
                case ARCHIVED -> throw new IllegalArgumentException("Followers get no archived tasks");
            };
        }

        TaskEvent endingAt(long bytes) {
            return new TaskEvent(place, sourceId, frame, bytes);
        }

        /** Events may be missing here: the reader loads its list again. */
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
