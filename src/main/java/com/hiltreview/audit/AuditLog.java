package com.hiltreview.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.id.Ids;
import com.hiltreview.json.RawJson;
import com.hiltreview.json.WireName;
import com.hiltreview.paging.Cursors;
import com.hiltreview.sql.SqlInstant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Writes down who did what, and shows it. */
@Service
public class AuditLog {
    private static final String INSERT = AuditEntry.insertFor("");

    private final JdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate named;
    private final Cursors cursors;
    private final Clock clock;

    AuditLog(JdbcTemplate jdbc, Cursors cursors, Clock clock) {
        this.jdbc = jdbc;
        this.named = new NamedParameterJdbcTemplate(jdbc);
        this.cursors = cursors;
        this.clock = clock;
    }

    /** A line as it is shown. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            UUID id,
            Instant occurredAt,
            String action,
            By actor,
            Target target,
            @Nullable String clientAddress,
            @Nullable String requestId,
            @Nullable RawJson before,
            @Nullable RawJson after) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record By(
            String kind,
            @Nullable UUID id,
            @Nullable String email,
            @Nullable String keyPrefix) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Target(String type, @Nullable UUID id) {}

    /** @param nextCursor null on the last page */
    record Page(List<Line> items, @Nullable String nextCursor) {}

    /** @param actor an e-mail address, a key's prefix, or the id of a user or a key */
    record Filter(
            @Nullable Action action,
            @Nullable String actor,
            @Nullable UUID targetId,
            @Nullable Instant createdAfter,
            @Nullable Instant createdBefore) {}

    /** Writes a change down, in its own transaction: neither stands without the other. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(
            Actor actor, Action action, @Nullable UUID targetId, @Nullable Object before, @Nullable Object after) {
        write(AuditEntry.of(clock.instant(), actor, action, targetId, before, after));
    }

    /** Writes down what changed nothing here, after it was done. */
    public void note(Actor actor, Action action, @Nullable UUID targetId, @Nullable Object result) {
        write(AuditEntry.of(clock.instant(), actor, action, targetId, null, result));
    }

    private void write(AuditEntry entry) {
        named.update(INSERT, entry.values());
    }

    /** Newest first. */
    Page list(Filter filter, int limit, @Nullable String cursor) {
        var list = "audit-log " + filter;
        var sql = new StringBuilder("select * from audit_log where true");
        var values = new ArrayList<Object>();
        if (filter.action() != null) {
            // A literal of our own, so that the index of rare actions is considered.
            sql.append(" and action = '").append(WireName.of(filter.action())).append('\'');
        }
        if (filter.actor() != null) {
            var id = asId(filter.actor());
            sql.append(id == null ? " and lower(actor) = lower(?)" : " and actor_id = ?");
            values.add(id == null ? filter.actor() : id);
        }
        if (filter.targetId() != null) {
            sql.append(" and target_id = ?");
            values.add(filter.targetId());
        }
        if (filter.createdAfter() != null) {
            sql.append(" and occurred_at > ?");
            values.add(Timestamp.from(filter.createdAfter()));
        }
        if (filter.createdBefore() != null) {
            sql.append(" and occurred_at < ?");
            values.add(Timestamp.from(filter.createdBefore()));
        }
        if (cursor != null) {
            var place = cursors.decode(list, cursor, "cursor").split(" ");
            sql.append(" and (occurred_at, id) < (?, ?)");
            values.add(Timestamp.from(Instant.parse(place[0])));
            values.add(UUID.fromString(place[1]));
        }
        sql.append(" order by occurred_at desc, id desc limit ").append(limit + 1);
        var lines = jdbc.query(sql.toString(), (row, number) -> line(row), values.toArray());
        if (lines.size() <= limit) {
            return new Page(lines, null);
        }
        var shown = List.copyOf(lines.subList(0, limit));
        var last = shown.getLast();
        return new Page(shown, cursors.encode(list, last.occurredAt() + " " + last.id()));
    }

    private static @Nullable UUID asId(String actor) {
        try {
            return Ids.parse(actor);
        } catch (IllegalArgumentException other) {
            return null;
        }
    }

    private static Line line(ResultSet row) throws SQLException {
        var action = row.getString("action");
        var kind = row.getString("actor_kind");
        var actor = row.getString("actor");
        boolean person = kind.equals(WireName.of(Actor.Kind.REVIEWER)) || kind.equals(WireName.of(Actor.Kind.VISITOR));
        return new Line(
                row.getObject("id", UUID.class),
                SqlInstant.read(row, "occurred_at"),
                action,
                new By(kind, row.getObject("actor_id", UUID.class), person ? actor : null, person ? null : actor),
                new Target(action.substring(0, action.indexOf('.')), row.getObject("target_id", UUID.class)),
                row.getString("client_address"),
                row.getString("request_id"),
                RawJson.ofNullable(row.getString("before")),
                RawJson.ofNullable(row.getString("after")));
    }
}
