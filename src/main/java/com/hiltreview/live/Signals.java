package com.hiltreview.live;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells that something has happened, to whoever waits for it on this instance and on the others.
 *
 * <p>A signal is a hint: it may come without anything having happened, and one is lost where a process dies between its
 * commit and the sending. Whoever waits looks for himself after a signal, and now and then without one.
 */
@Component
public class Signals implements SmartLifecycle, DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Map<Topic, Set<Subscription>> waiting = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Lookup> lookups = new CopyOnWriteArrayList<>();
    private final InstanceChannel channel;
    private volatile boolean started;
    private volatile boolean stopping;
    private @Nullable Thread looker;

    Signals(JdbcConnectionDetails database, JdbcTemplate jdbc) {
        this.channel = new InstanceChannel(database, jdbc, this::deliver, this::deliverGap);
    }

    private record Listener(String kind, Consumer<UUID> onSignal, Runnable onGap) {}

    private record Lookup(String kind, Function<Set<UUID>, ? extends Collection<UUID>> happened) {}

    /** Signals when the present transaction has committed, or at once where there is none. */
    public void afterCommit(Topic topic) {
        if (TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    signal(topic);
                }
            });
        } else {
            signal(topic);
        }
    }

    /** Begins to wait; no signal that comes after this call is missed. */
    public Subscription subscribe(Topic topic) {
        var subscription = new Subscription(this, topic);
        waiting.compute(topic, (key, others) -> {
            var all = others == null ? ConcurrentHashMap.<Subscription>newKeySet(1) : others;
            all.add(subscription);
            return all;
        });
        if (stopping) {
            subscription.end();
        }
        return subscription;
    }

    /** Like {@link #listen(String, Consumer, Runnable)}, for those who look for themselves often enough. */
    public void listen(String kind, Consumer<UUID> onSignal) {
        listen(kind, onSignal, () -> {});
    }

    /**
     * Calls back at every signal of a kind, on the thread that committed or received it: both must be quick.
     *
     * @param onGap called where signals of other instances may have been missed: at the start, and after the database was away
     */
    public void listen(String kind, Consumer<UUID> onSignal, Runnable onGap) {
        listeners.add(new Listener(kind, onSignal, onGap));
    }

    /**
     * Looks once a second, where somebody on this instance waits for things of a kind, and wakes whom no signal reached.
     *
     * @param happened tells for which of the things there is something new, by one query
     */
    public void lookEachSecond(String kind, Function<Set<UUID>, ? extends Collection<UUID>> happened) {
        lookups.add(new Lookup(kind, happened));
    }

    /** Whether somebody on this instance waits for a topic of the kind. */
    public boolean isWaitedFor(String kind) {
        return waiting.keySet().stream().anyMatch(topic -> topic.kind().equals(kind));
    }

    /** The things of a kind that somebody on this instance waits for. */
    public Set<UUID> waitedFor(String kind) {
        return waiting.keySet().stream()
                .filter(topic -> topic.kind().equals(kind))
                .map(Topic::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Wakes those who wait for the topic on this instance, and tells nobody else. */
    public void wake(Topic topic) {
        waiting.getOrDefault(topic, Set.of()).forEach(Subscription::wake);
    }

    @Override
    public void start() {
        started = true;
        stopping = false;
        // Once: a context that is stopped and started again has kept it.
        if (looker == null) {
            channel.open();
        }
        looker = Thread.ofVirtual().name("signals-look").start(this::lookUntilStopped);
    }

    /** Releases all who wait, so that their requests end before the server does; signals are sent until the very end. */
    @Override
    public void stop() {
        started = false;
        stopping = true;
        if (looker != null) {
            looker.interrupt();
        }
        everybody().forEach(Subscription::end);
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    /** The first to stop: the server waits for its requests. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    @Override
    public void destroy() {
        if (looker != null) {
            looker.interrupt();
        }
        channel.close();
    }

    void remove(Subscription subscription) {
        waiting.computeIfPresent(subscription.topic(), (topic, all) -> {
            all.remove(subscription);
            return all.isEmpty() ? null : all;
        });
    }

    /** How many wait on this instance, whatever for. */
    int waiters() {
        return everybody().size();
    }

    private void lookUntilStopped() {
        try {
            while (!stopping) {
                Thread.sleep(BETWEEN_LOOKS);
                lookups.forEach(this::look);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Lookup lookup) {
        var ids = waitedFor(lookup.kind());
        if (ids.isEmpty()) {
            return;
        }
        try {
            lookup.happened().apply(ids).forEach(id -> wake(new Topic(lookup.kind(), id)));
        } catch (RuntimeException fault) {
            // The channel has said that the database is away; the next look will tell what was missed.
            log.debug("Looking for {} failed", lookup.kind(), fault);
        } catch (Error fault) {
            // This thread serves all that wait, and must outlive it.
            log.error("Looking for {} failed", lookup.kind(), fault);
        }
    }

    private void signal(Topic topic) {
        deliver(topic);
        channel.send(topic);
    }

    private void deliver(Topic topic) {
        wake(topic);
        for (var listener : listeners) {
            if (listener.kind().equals(topic.kind())) {
                call(() -> listener.onSignal().accept(topic.id()));
            }
        }
    }

    private void deliverGap() {
        everybody().forEach(Subscription::wake);
        listeners.forEach(listener -> call(listener.onGap()));
    }

    private List<Subscription> everybody() {
        return waiting.values().stream().flatMap(Collection::stream).toList();
    }

    /** What was committed is committed: a listener's fault must not make it look otherwise. */
    private static void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException | Error fault) {
            log.error("A listener failed", fault);
        }
    }
}
