package com.hiltreview.event;

import com.hiltreview.answer.LargeAnswers;
import com.hiltreview.audit.Action;
import com.hiltreview.audit.Actor;
import com.hiltreview.audit.AuditLog;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.error.ValidationException;
import com.hiltreview.id.Ids;
import com.hiltreview.journal.Epochs;
import com.hiltreview.paging.Cursors;
import com.hiltreview.source.DeliveryMode;
import com.hiltreview.source.SourceService;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The pull feed of a source's events, ordered so that no event appears before a place that a reader has passed. */
@Service
public class DecisionFeed {
    private static final String COMPLETE = Epochs.complete("feed_epoch", "tx_id");

    /** The first event always fits: one event has at most a few MiB. */
    private static final int MAX_PAGE_BYTES = 4 * 1024 * 1024;

    private static final RowMapper<Place> PLACE = (row, number) ->
            new Place(row.getInt("feed_epoch"), row.getString("tx_id"), row.getObject("id", UUID.class));

    private static final RowMapper<Entry> ENTRY =
            (row, number) -> new Entry(PLACE.mapRow(row, number), row.getBytes("payload"));

    private final JdbcTemplate jdbc;
    private final SourceService sources;
    private final ApplicationEventPublisher publisher;
    private final Cursors cursors;
    private final FeedWaits waits;
    private final LargeAnswers answers;
    private final AuditLog audit;
    private final Clock clock;

    DecisionFeed(
            JdbcTemplate jdbc,
            SourceService sources,
            ApplicationEventPublisher publisher,
            Cursors cursors,
            FeedWaits waits,
            LargeAnswers answers,
            AuditLog audit,
            Clock clock) {
        this.answers = answers;
        this.jdbc = jdbc;
        this.sources = sources;
        this.publisher = publisher;
        this.cursors = cursors;
        this.waits = waits;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param payloads whole events as JSON in UTF-8 */
    record Page(List<byte[]> payloads, String nextCursor) {}

    /** A place in the order. */
    private record Place(int epoch, String transaction, UUID event) {
        static final Place START = new Place(0, "0", new UUID(0, 0));

        static Place parse(String text) {
            var parts = text.split(" ");
            return new Place(Integer.parseInt(parts[0]), parts[1], UUID.fromString(parts[2]));
        }

        @Override
        public String toString() {
            return epoch + " " + transaction + " " + event;
        }
    }

    private record Entry(Place place, byte[] payload) {}

    /** Waits until there is an event to read or the time is up. A waiting reader holds only its thread. */
    Page readOnceFilled(UUID sourceId, @Nullable String after, int limit, boolean includeDelivered, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        var filled = read(sourceId, after, limit, includeDelivered);
        if (!filled.payloads().isEmpty()) {
            return filled;
        }
        try (var subscription = waits.subscribe(sourceId)) {
            var page = read(sourceId, after, limit, includeDelivered);
            boolean waiting = page.payloads().isEmpty();
            while (waiting) {
                boolean signalled = subscription.await(Duration.ofNanos(end - System.nanoTime()));
                try {
                    page = read(sourceId, after, limit, includeDelivered);
                    waiting = signalled && page.payloads().isEmpty();
                } catch (DataAccessException databaseUnavailable) {
                    // Keep waiting; the request fails only if the database is still unreachable when the time is up.
                    if (!signalled) {
                        throw databaseUnavailable;
                    }
                }
            }
            return page;
        }
    }

    /** @param after a cursor, or the id of one of the source's events; null to start at the oldest */
    Page read(UUID sourceId, @Nullable String after, int limit, boolean includeDelivered) {
        requirePull(sourceId);
        var place = after == null ? Place.START : placeOf(sourceId, after);
        var entries = answers.reading(() -> jdbc.query(
                page(limit, includeDelivered), ENTRY, sourceId, place.epoch(), place.transaction(), place.event()));
        var last = entries.isEmpty() ? place : entries.getLast().place();
        return new Page(entries.stream().map(Entry::payload).toList(), cursors.encode(list(sourceId), last.toString()));
    }

    /**
     * Adds up the sizes of the payloads before reading any of them: the row has their length, while they are stored
     * outside of it.
     */
    private static String page(int limit, boolean includeDelivered) {
        return """
                select id, feed_epoch, tx_id::text as tx_id, payload
                from (
                    select id, feed_epoch, tx_id, payload, octet_length(payload) as size,
                        sum(octet_length(payload)) over (order by feed_epoch, tx_id, id) as size_so_far
                    from (
                        select id, feed_epoch, tx_id, payload from decision_events
                        where source_id = ? and %s %s and (feed_epoch, tx_id, id) > (?, cast(? as xid8), ?)
                        order by feed_epoch, tx_id, id limit %d
                    ) next
                ) sized
                where size_so_far <= %d or size_so_far = size
                order by feed_epoch, sized.tx_id, id
                """.formatted(COMPLETE, includeDelivered ? "" : "and delivered_at is null", limit, MAX_PAGE_BYTES);
    }

    private Place placeOf(UUID sourceId, String after) {
        UUID event;
        try {
            event = Ids.parse(after);
        } catch (IllegalArgumentException cursor) {
            return Place.parse(cursors.decode(list(sourceId), after, "after"));
        }
        return jdbc.query("""
                        select id, feed_epoch, tx_id::text as tx_id from decision_events
                        where id = ? and source_id = ?
                        """, PLACE, event, sourceId).stream()
                .findFirst()
                .orElseThrow(() -> new ValidationException("after", "is not an event of this source"));
    }

    private static String list(UUID sourceId) {
        return "decision-events " + sourceId;
    }

    byte[] get(UUID sourceId, UUID eventId) {
        return jdbc
                .query(
                        "select payload from decision_events where id = ? and source_id = ?",
                        (row, number) -> row.getBytes("payload"),
                        eventId,
                        sourceId)
                .stream()
                .findFirst()
                .orElseThrow(() -> new NotFoundException("decision_event", eventId));
    }

    /** @throws NotFoundException if the source has no such event */
    public void requireExists(UUID sourceId, UUID eventId) {
        var found = jdbc.queryForList(
                "select id from decision_events where id = ? and source_id = ?", UUID.class, eventId, sourceId);
        if (found.isEmpty()) {
            throw new NotFoundException("decision_event", eventId);
        }
    }

    /**
     * Acknowledges events, and returns those of the ids that are now acknowledged, by this call or before, in the order
     * given. Acknowledgements with an admin key are audited, because it can remove any event from the feed.
     */
    @Transactional
    List<UUID> acknowledge(UUID sourceId, Set<UUID> eventIds, Actor actor) {
        requirePull(sourceId);
        var ids = eventIds.toArray(UUID[]::new);
        var decidedTasks = new ArrayList<UUID>();
        // Locked in the order of their ids, so that two batches cannot deadlock.
        var known = jdbc.query(
                "select id, task_id, type from decision_events where source_id = ? and id = any (?) order by id for update",
                (row, number) -> {
                    if (EventType.named(row.getString("type")).isDecision()) {
                        decidedTasks.add(row.getObject("task_id", UUID.class));
                    }
                    return row.getObject("id", UUID.class);
                },
                sourceId,
                ids);
        var now = Timestamp.from(clock.instant());
        jdbc.update("""
                update decision_events
                set acknowledged_at = ?, delivered_at = coalesce(delivered_at, ?), delivery_status = 'DELIVERED',
                    next_attempt_at = null, revision = revision + 1
                where source_id = ? and id = any (?) and acknowledged_at is null
                """, now, now, sourceId, ids);
        publisher.publishEvent(new EventsDelivered(decidedTasks));
        var acknowledged = eventIds.stream().filter(Set.copyOf(known)::contains).toList();
        if (actor.kind() == Actor.Kind.ADMIN_KEY && !acknowledged.isEmpty()) {
            audit.record(actor, Action.ACKNOWLEDGE, sourceId, null, Map.of("event_ids", acknowledged));
        }
        return acknowledged;
    }

    private void requirePull(UUID sourceId) {
        if (sources.deliveryModeOf(sourceId) == DeliveryMode.WEBHOOK_ONLY) {
            throw new PullNotAllowedException();
        }
    }
}
