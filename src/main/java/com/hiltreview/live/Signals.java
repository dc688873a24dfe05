package com.hiltreview.live;

import com.hiltreview.sql.Transactions;
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

/**
 * Reports that something has happened to the threads that wait for it, on this instance and on the others.
 *
 * <p>A signal is a hint. It may come although nothing has happened, and it is lost if the process dies between the commit
 * and the sending. So a waiting thread queries the database after a signal, and from time to time without one.
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

    /** Signals once the current transaction has committed, or now if there is none. */
    public void afterCommit(Topic topic) {
        Transactions.afterCommit(() -> signal(topic));
    }

    /** Starts to wait; no signal that comes after this call is missed. */
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

    /** Like {@link #listen(String, Consumer, Runnable)}, for a listener that also queries often enough by itself. */
    public void listen(String kind, Consumer<UUID> onSignal) {
        listen(kind, onSignal, () -> {});
    }

    /**
     * Calls back at every signal of a kind. The callbacks must be quick: they run on the thread that committed the change
     * or received the signal.
     *
     * @param onGap called if signals of other instances may have been missed: at the start, and after the connection to the
     *     database was lost
     */
    public void listen(String kind, Consumer<UUID> onSignal, Runnable onGap) {
        listeners.add(new Listener(kind, onSignal, onGap));
    }

    /**
     * Looks once a second while anything of a kind is waited for on this instance, and wakes those whom no signal reached.
     *
     * @param happened returns those of the given things for which there is something new, by one query
     */
    public void lookEachSecond(String kind, Function<Set<UUID>, ? extends Collection<UUID>> happened) {
        lookups.add(new Lookup(kind, happened));
    }

    /** Whether anything of a kind is waited for on this instance. */
    public boolean isWaitedFor(String kind) {
        return waiting.keySet().stream().anyMatch(topic -> topic.kind().equals(kind));
    }

    /** The things of a kind that are waited for on this instance. */
    public Set<UUID> waitedFor(String kind) {
        return waiting.keySet().stream()
                .filter(topic -> topic.kind().equals(kind))
                .map(Topic::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Wakes those who wait for the topic, on this instance only. */
    public void wake(Topic topic) {
        waiting.getOrDefault(topic, Set.of()).forEach(Subscription::wake);
    }

    @Override
    public void start() {
        started = true;
        stopping = false;
        // Only the first time: the channel stays open while the context is stopped.
        if (looker == null) {
            channel.open();
        }
        looker = Thread.ofVirtual().name("signals-look").start(this::lookUntilStopped);
    }

    /** Releases all waiting requests, so that they end before the server does; signals are sent until {@link #destroy}. */
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

    /** Stops before the server, which waits for running requests. */
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

    /** The number of subscriptions on this instance, of all kinds. */
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
            // The channel has logged that the database is unreachable; the next look finds what was missed.
            log.debug("Looking for {} failed", lookup.kind(), fault);
        } catch (Error fault) {
            // This thread serves all waiting requests, and must survive.
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

    /** The change has committed, so a listener's exception must not make the request look failed. */
    private static void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException | Error fault) {
            log.error("A listener failed", fault);
        }
    }
}
