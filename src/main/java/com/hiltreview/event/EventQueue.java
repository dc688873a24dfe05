package com.hiltreview.event;

import com.hiltreview.error.NotFoundException;
import com.hiltreview.sql.SqlInstant;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Due events, and the state of each one's delivery: {@code decision_events} is the queue. */
@Repository
public class EventQueue {
    private static final int PARKED_AT_ONCE = 1000;

    private final JdbcTemplate jdbc;
    private final ApplicationEventPublisher publisher;

    EventQueue(JdbcTemplate jdbc, ApplicationEventPublisher publisher) {
        this.jdbc = jdbc;
        this.publisher = publisher;
    }

    /** A due event, with the bytes to send. */
    public record DueEvent(UUID eventId, EventType type, byte[] payload) {}

    /**
     * A condition that a claim is bound to.
     *
     * @param sql a query that has one row if the condition holds, else none
     */
    public record Permit(String sql, List<Object> parameters) {}

    /** Counts over all sources. */
    public record Counts(long pending, long failed) {}

    /**
     * The due events of a source, the longest overdue first. Nothing is marked: the permit keeps other instances away.
     *
     * @param except events that are being sent or recorded
     * @param limit of events; a power of two, since it is part of the statement's text and each text is planned once
     * @param bytes of payloads after which no further event is taken; at least one is taken if any is due
     * @param permit must hold when the statement runs
     * @return empty if the permit does not hold
     */
    public Optional<List<DueEvent>> claim(
            UUID sourceId, Collection<UUID> except, int limit, long bytes, Instant now, Permit permit) {
        var rows = jdbc.query(
                """
                select e.id, e.type, e.payload
                from (%s) permit left join lateral (
                    select id, type, payload, next_attempt_at, octet_length(payload) as bytes,
                        sum(octet_length(payload)) over (order by next_attempt_at, id) as bytes_so_far
                    from (
                        select id, type, payload, next_attempt_at from decision_events
                        where source_id = ? and next_attempt_at <= ? and id <> all (cast(? as uuid[]))
                        order by next_attempt_at, id limit %d) due) e on e.bytes_so_far - e.bytes < ?
                order by e.next_attempt_at, e.id
                """.formatted(permit.sql(), limit),
                (row, number) -> {
                    var id = row.getObject("id", UUID.class);
                    return Optional.ofNullable(
                            id == null
                                    ? null
                                    : new DueEvent(
                                            id, EventType.named(row.getString("type")), row.getBytes("payload")));
                },
                Stream.concat(
                                permit.parameters().stream(),
                                Stream.of(sourceId, Timestamp.from(now), except.toArray(UUID[]::new), bytes))
                        .toArray());
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(rows.stream().flatMap(Optional::stream).toList());
    }

    /** When the source's next event is due; empty if none is. */
    public Optional<Instant> nextDue(UUID sourceId) {
        return jdbc.query("""
                        select next_attempt_at from decision_events
                        where source_id = ? and next_attempt_at is not null order by next_attempt_at, id limit 1
                        """, (row, number) -> SqlInstant.read(row, "next_attempt_at"), sourceId).stream()
                .findFirst();
    }

    /** How many events are neither delivered nor given up, and how many were given up. */
    public Counts count() {
        return Objects.requireNonNull(
                jdbc.queryForObject("""
                select (select count(*) from decision_events where delivered_at is null and delivery_status <> 'FAILED') as pending,
                    (select count(*) from decision_events where delivery_status = 'FAILED') as failed
                """, (row, number) -> new Counts(row.getLong("pending"), row.getLong("failed"))));
    }

    /** Locks the events in the order of their ids, as every other batch does, so that no two wait for each other. */
    public Map<UUID, Delivery> lock(Collection<UUID> eventIds) {
        return jdbc
                .query(
                        """
                        select id, task_id, type, delivery_status, attempt_count, earlier_attempts, last_attempt_at,
                            next_attempt_at, delivered_at
                        from decision_events where id = any (cast(? as uuid[])) order by id for no key update
                        """,
                        (row, number) -> new Delivery(
                                row.getObject("id", UUID.class),
                                row.getObject("task_id", UUID.class),
                                EventType.named(row.getString("type")),
                                DeliveryStatus.valueOf(row.getString("delivery_status")),
                                row.getInt("attempt_count"),
                                row.getInt("earlier_attempts"),
                                SqlInstant.readOrNull(row, "last_attempt_at"),
                                SqlInstant.readOrNull(row, "next_attempt_at"),
                                SqlInstant.readOrNull(row, "delivered_at")),
                        (Object) eventIds.toArray(UUID[]::new))
                .stream()
                .collect(Collectors.toMap(Delivery::eventId, Function.identity()));
    }

    /** Saves the state of deliveries, and publishes which decisions are delivered. */
    public void save(List<Delivery> deliveries) {
        jdbc.update(
                """
                update decision_events e
                set delivery_status = cast(d.status as delivery_status), attempt_count = d.attempts,
                    last_attempt_at = d.last_attempt_at, next_attempt_at = d.next_attempt_at,
                    delivered_at = d.delivered_at, revision = e.revision + 1
                from unnest(cast(? as uuid[]), cast(? as text[]), cast(? as integer[]), cast(? as timestamptz[]),
                    cast(? as timestamptz[]), cast(? as timestamptz[]))
                    as d (id, status, attempts, last_attempt_at, next_attempt_at, delivered_at)
                where e.id = d.id
                """,
                deliveries.stream().map(Delivery::eventId).toArray(UUID[]::new),
                deliveries.stream().map(delivery -> delivery.status().name()).toArray(String[]::new),
                deliveries.stream().map(Delivery::attempts).toArray(Integer[]::new),
                deliveries.stream()
                        .map(delivery -> text(delivery.lastAttemptAt()))
                        .toArray(String[]::new),
                deliveries.stream()
                        .map(delivery -> text(delivery.nextAttemptAt()))
                        .toArray(String[]::new),
                deliveries.stream()
                        .map(delivery -> text(delivery.deliveredAt()))
                        .toArray(String[]::new));
        publisher.publishEvent(new EventsDelivered(deliveries.stream()
                .filter(delivery -> delivery.isDelivered() && delivery.type().isDecision())
                .map(Delivery::taskId)
                .toList()));
    }

    /**
     * Sets events that were being tried back to NOT_SENT, because the source's webhook is off.
     *
     * @return whether there may be more of them
     */
    public boolean park(UUID sourceId) {
        return jdbc.update("""
                update decision_events set delivery_status = 'NOT_SENT', revision = revision + 1
                where id in (
                    select id from decision_events
                    where source_id = ? and next_attempt_at is not null and delivery_status = 'IN_PROGRESS'
                    order by id limit %d for no key update)
                """.formatted(PARKED_AT_ONCE), sourceId) == PARKED_AT_ONCE;
    }

    /** Starts a new full set of attempts, due at once. */
    public void redeliver(UUID sourceId, UUID eventId, Instant now) {
        int found = jdbc.update("""
                update decision_events
                set earlier_attempts = attempt_count, next_attempt_at = ?, revision = revision + 1,
                    delivery_status = case delivery_status when 'FAILED' then 'IN_PROGRESS' else delivery_status end
                where source_id = ? and id = ?
                """, Timestamp.from(now), sourceId, eventId);
        if (found == 0) {
            throw new NotFoundException("decision_event", eventId);
        }
    }

    /** Does the same for every failed one; served by decision_events_failed. */
    public int redeliverFailed(UUID sourceId, Instant since, Instant now) {
        return jdbc.update("""
                with failed as (
                    select id from decision_events
                    where source_id = ? and delivery_status = 'FAILED' and created_at >= ?
                    order by id for no key update
                )
                update decision_events e
                set earlier_attempts = attempt_count, next_attempt_at = ?, revision = revision + 1,
                    delivery_status = 'IN_PROGRESS'
                from failed where e.id = failed.id
                """, sourceId, Timestamp.from(since), Timestamp.from(now));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
