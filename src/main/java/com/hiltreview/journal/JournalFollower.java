package com.hiltreview.journal;

import com.hiltreview.live.Signals;
import com.hiltreview.live.Topic;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Reads the journal once for all listeners of this instance, while any of them wants entries.
 *
 * <p>A signal wakes it after each change. It also looks once a second, since signals can be lost, and more often while a
 * running transaction holds entries back.
 */
@Component
public class JournalFollower implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(JournalFollower.class);

    private static final Topic APPENDED = new Topic("journal", new UUID(0, 0));

    private static final int BATCH = 100;

    private static final Journal.Batch NOTHING = new Journal.Batch(List.of(), new Place(0, 0, 0), false);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** Under constant change, 50 looks a second are enough. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

    private static final Duration LONGEST_PAUSE_WHILE_HELD_BACK = Duration.ofMillis(250);

    private final Journal journal;
    private final Signals signals;
    private final List<JournalListener> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wake = new Semaphore(0);

    /** Guards the position, so that a listener starts between two batches; fair, so that it need not wait for many. */
    private final ReentrantLock lock = new ReentrantLock(true);

    /** Everything up to here has been handed to the listeners; null while nobody listens. */
    private @Nullable Place position;

    private @Nullable Thread thread;
    private volatile boolean stopped;

    JournalFollower(Journal journal, Signals signals) {
        this.journal = journal;
        this.signals = signals;
        signals.listen(APPENDED.kind(), id -> wakeIfFollowed(), this::wakeIfFollowed);
    }

    public void add(JournalListener listener) {
        listeners.add(listener);
    }

    /** Wakes the followers of all instances once the current transaction has committed, or now if there is none. */
    public void announceAppended() {
        signals.afterCommit(APPENDED);
    }

    /**
     * Starts to listen between two batches.
     *
     * @param start receives the place after which the listeners get all entries; when it returns, {@link
     *     JournalListener#isListening} must be true for one of them
     */
    public <T> T join(Function<Place, T> start) {
        lock.lock();
        try {
            if (position == null || !isFollowed()) {
                position = journal.present();
            }
            return start.apply(position);
        } finally {
            lock.unlock();
            wakeIfFollowed();
        }
    }

    @Override
    public void start() {
        stopped = false;
        thread = Thread.ofVirtual().name("journal-follower").start(this::follow);
    }

    @Override
    public void stop() {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null && !stopped;
    }

    /** Stops before the server, which waits for running requests. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    private boolean isFollowed() {
        return listeners.stream().anyMatch(JournalListener::isListening);
    }

    private void wakeIfFollowed() {
        if (wake.availablePermits() == 0 && isFollowed()) {
            wake.release();
        }
    }

    /**
     * How a look at the journal ended.
     *
     * @param heldBack whether a running transaction holds entries back
     */
    private record Looked(boolean found, boolean heldBack) {
        static final Looked IN_VAIN = new Looked(false, false);
    }

    private void follow() {
        try {
            var heldBackFor = SHORTEST_PAUSE;
            while (!stopped) {
                var looked = readAvailable();
                heldBackFor = looked.heldBack() && !looked.found() ? heldBackFor.multipliedBy(2) : SHORTEST_PAUSE;
                if (heldBackFor.compareTo(LONGEST_PAUSE_WHILE_HELD_BACK) > 0) {
                    heldBackFor = LONGEST_PAUSE_WHILE_HELD_BACK;
                }
                Thread.sleep(SHORTEST_PAUSE);
                wake.tryAcquire((looked.heldBack() ? heldBackFor : BETWEEN_LOOKS).toNanos(), TimeUnit.NANOSECONDS);
                wake.drainPermits();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads all entries that can be read now. */
    private Looked readAvailable() {
        try {
            var batch = readNext();
            boolean found = !batch.entries().isEmpty();
            while (batch.entries().size() == BATCH && !stopped) {
                batch = readNext();
            }
            return new Looked(found, batch.heldBack());
        } catch (DataAccessException | TransactionException databaseUnavailable) {
            log.debug("The journal was not read", databaseUnavailable);
        } catch (RuntimeException | Error fault) {
            // This thread reads for all listeners, and must survive.
            log.error("The journal was not read", fault);
        }
        return Looked.IN_VAIN;
    }

    /** Locks for one batch only, so that listeners can start in between. */
    private Journal.Batch readNext() {
        lock.lock();
        try {
            if (isFollowed()) {
                return readBatch(position == null ? journal.present() : position);
            }
            position = null;
            return NOTHING;
        } finally {
            lock.unlock();
        }
    }

    private Journal.Batch readBatch(Place from) {
        var batch = journal.after(from, BATCH).orElseGet(this::skipGap);
        if (!batch.entries().isEmpty()) {
            listening().forEach(listener -> hand(batch, listener));
        }
        position = batch.reached();
        return batch;
    }

    private static void hand(Journal.Batch batch, JournalListener listener) {
        try {
            listener.onEntries(batch.entries());
        } catch (DataAccessException | TransactionException databaseUnavailable) {
            throw databaseUnavailable;
        } catch (RuntimeException fault) {
            // The same entries would fail again, and hold up all listeners for ever.
            log.error("A listener could not take {} entries", batch.entries().size(), fault);
            listener.onGap(batch.reached());
        }
    }

    private Journal.Batch skipGap() {
        var present = journal.present();
        listening().forEach(listener -> listener.onGap(present));
        return new Journal.Batch(List.of(), present, false);
    }

    private List<JournalListener> listening() {
        return listeners.stream().filter(JournalListener::isListening).toList();
    }
}
