package com.hiltreview.event;

import com.hiltreview.live.Signals;
import com.hiltreview.live.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Wakes those who wait at a feed.
 *
 * <p>They are woken by the decision's signal, and find its event unless an older transaction that still runs holds it
 * back. Then this watch looks again, for all of them together, until the event shows itself.
 */
@Component
class FeedWatch {
    private static final Logger log = LoggerFactory.getLogger(FeedWatch.class);

    private static final String KIND = "decision-events";
    private static final UUID NONE = new UUID(0, 0);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LAST_PAUSE = Duration.ofMillis(250);

    private static final String LOOK = """
            select s.id as source_id, newest.id as event_id,
                exists (
                    select from decision_events e
                    where e.source_id = s.id
                        and (e.feed_epoch, e.tx_id) >= (
                            (select current_feed_epoch()), pg_snapshot_xmin(pg_current_snapshot())
                        )
                ) as held_back
            from unnest(cast(? as uuid[])) as s (id) left join lateral (
                select e.id from decision_events e where e.source_id = s.id and %s
                order by e.feed_epoch desc, e.tx_id desc, e.id desc limit 1
            ) newest on true
            """.formatted(DecisionFeed.COMPLETE);

    private final JdbcTemplate jdbc;
    private final Signals signals;

    /** The newest event that was seen in the feed of each source that is waited for. */
    private final Map<UUID, UUID> newest = new ConcurrentHashMap<>();

    private final Set<UUID> expected = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();

    FeedWatch(JdbcTemplate jdbc, Signals signals) {
        this.jdbc = jdbc;
        this.signals = signals;
        signals.listen(KIND, this::expect);
        signals.lookEachSecond(KIND, this::grown);
    }

    private record Look(UUID sourceId, @Nullable UUID newest, boolean heldBack) {}

    static Topic topic(UUID sourceId) {
        return new Topic(KIND, sourceId);
    }

    /** Wakes all who wait at the source's feed when the present transaction has committed. */
    void announce(UUID sourceId) {
        signals.afterCommit(topic(sourceId));
    }

    /** A signal told of an event; those who wait look for themselves now, and this watch a little later. */
    private void expect(UUID sourceId) {
        if (signals.isWaitedFor(topic(sourceId))) {
            expected.add(sourceId);
            startLooking();
        }
    }

    private void startLooking() {
        if (looking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("feed-watch").start(this::lookUntilVisible);
        }
    }

    private void lookUntilVisible() {
        try {
            var pause = FIRST_PAUSE;
            while (!expected.isEmpty()) {
                Thread.sleep(pause);
                var signalled = Set.copyOf(expected);
                expected.removeAll(signalled);
                // Most have read their event and gone.
                var waiting = signalled.stream()
                        .filter(id -> signals.isWaitedFor(topic(id)))
                        .toList();
                var looks = waiting.isEmpty() ? List.<Look>of() : look(waiting);
                grown(looks).forEach(id -> signals.wake(topic(id)));
                looks.stream().filter(Look::heldBack).map(Look::sourceId).forEach(expected::add);
                pause = pause.compareTo(LAST_PAUSE.dividedBy(2)) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException databaseAway) {
            // The look of each second goes on.
            log.debug("The feeds were not looked at", databaseAway);
            expected.clear();
        } finally {
            looking.set(false);
        }
        if (!expected.isEmpty() && !Thread.currentThread().isInterrupted()) {
            // One came after the last look at the set, and found this thread still there.
            startLooking();
        }
    }

    /** Those of the sources in whose feed something has appeared since the last look. */
    private List<UUID> grown(Set<UUID> waitedFor) {
        newest.keySet().retainAll(waitedFor);
        return grown(look(waitedFor));
    }

    private List<UUID> grown(List<Look> looks) {
        var grown = new ArrayList<UUID>();
        for (var look : looks) {
            var now = look.newest() == null ? NONE : look.newest();
            if (!Objects.equals(newest.put(look.sourceId(), now), now)) {
                grown.add(look.sourceId());
            }
        }
        return grown;
    }

    private List<Look> look(Collection<UUID> sourceIds) {
        return jdbc.query(
                LOOK,
                (row, number) -> new Look(
                        row.getObject("source_id", UUID.class),
                        row.getObject("event_id", UUID.class),
                        row.getBoolean("held_back")),
                (Object) sourceIds.toArray(UUID[]::new));
    }
}
