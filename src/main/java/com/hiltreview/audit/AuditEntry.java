package com.hiltreview.audit;

import com.hiltreview.id.Ids;
import com.hiltreview.json.Json;
import com.hiltreview.json.WireName;
import com.hiltreview.sql.ValueRows;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line to be written.
 *
 * @param targetId what it was done to
 * @param before what stood before, without secrets; null where nothing did
 * @param after what stands now, without secrets
 */
public record AuditEntry(
        UUID id,
        Instant occurredAt,
        Actor actor,
        Action action,
        @Nullable UUID targetId,
        @Nullable Object before,
        @Nullable Object after) {
    public static AuditEntry of(
            Instant now,
            Actor actor,
            Action action,
            @Nullable UUID targetId,
            @Nullable Object before,
            @Nullable Object after) {
        return new AuditEntry(Ids.next(), now, actor, action, targetId, before, after);
    }

    private static final String INTO = """
            insert into audit_log (occurred_at, id, action, actor_kind, actor_id, actor, client_address, request_id,
                target_id, before, after)
            """;

    /** The columns that {@link #insertEach} reads. */
    public static final ValueRows<AuditEntry> COLUMNS = ValueRows.<AuditEntry>of()
            .column("line_occurred_at", "timestamptz", AuditEntry::occurredAt)
            .column("line_id", "uuid", AuditEntry::id)
            .column("line_action", "text", line -> WireName.of(line.action))
            .column("line_actor_kind", "text", line -> WireName.of(line.actor.kind()))
            .column("line_actor_id", "uuid", line -> line.actor.id())
            .column("line_actor", "text", line -> line.actor.name())
            .column("line_client_address", "text", line -> line.actor.clientAddress())
            .column("line_request_id", "text", line -> line.actor.requestId())
            .column("line_target_id", "uuid", AuditEntry::targetId)
            .column("line_before", "jsonb", line -> line.before == null ? null : Json.write(line.before))
            .column("line_after", "jsonb", line -> line.after == null ? null : Json.write(line.after))
            .build();

    /**
     * SQL that writes the entry once for each of these rows, for statements that make a change and its line at once.
     *
     * @param rows what stands behind {@code from}; blank for one line in any case
     */
    public static String insertFor(String rows) {
        return INTO + """
                select :line_occurred_at, :line_id, :line_action, :line_actor_kind, :line_actor_id,
                    :line_actor, :line_client_address, :line_request_id, :line_target_id, cast(:line_before as jsonb),
                    cast(:line_after as jsonb)
                """ + (rows.isBlank() ? "" : "from " + rows + "\n");
    }

    /**
     * SQL that writes the entries of changes that one statement makes.
     *
     * @param changes rows with the {@link #COLUMNS}, which are null for a change without a line
     */
    public static String insertEach(String changes) {
        return INTO + "select %s from %s where line_id is not null\n".formatted(COLUMNS.names(), changes);
    }

    /** The statement's values by the names of its parameters. */
    public Map<String, @Nullable Object> values() {
        var values = new HashMap<String, @Nullable Object>();
        values.put("line_occurred_at", Timestamp.from(occurredAt));
        values.put("line_id", id);
        values.put("line_action", WireName.of(action));
        values.put("line_actor_kind", WireName.of(actor.kind()));
        values.put("line_actor_id", actor.id());
        values.put("line_actor", actor.name());
        values.put("line_client_address", actor.clientAddress());
        values.put("line_request_id", actor.requestId());
        values.put("line_target_id", targetId);
        values.put("line_before", before == null ? null : Json.write(before));
        values.put("line_after", after == null ? null : Json.write(after));
        return values;
    }
}
