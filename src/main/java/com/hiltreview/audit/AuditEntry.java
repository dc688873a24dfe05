package com.hiltreview.audit;

import com.hiltreview.id.Ids;
import com.hiltreview.json.Json;
import com.hiltreview.json.WireName;
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

    /**
     * SQL that writes the entry once for each of these rows, for statements that make a change and its line at once.
     *
     * @param rows what stands behind {@code from}; blank for one line in any case
     */
    public static String insertFor(String rows) {
        return """
                insert into audit_log (occurred_at, id, action, actor_kind, actor_id, actor, client_address, request_id,
                    target_id, before, after)
                select :line_occurred_at, :line_id, :line_action, :line_actor_kind, :line_actor_id,
                    :line_actor, :line_client_address, :line_request_id, :line_target_id, cast(:line_before as jsonb),
                    cast(:line_after as jsonb)
                """ + (rows.isBlank() ? "" : "from " + rows + "\n");
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
