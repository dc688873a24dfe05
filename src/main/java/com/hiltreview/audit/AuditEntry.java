package com.hiltreview.audit;

import com.hiltreview.id.Ids;
import com.hiltreview.json.Json;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
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
                select ?, ?, ?, ?, ?, coalesce(?, (select key_prefix from api_keys where id = ?)), ?, ?, ?,
                    cast(? as jsonb), cast(? as jsonb)
                """ + (rows.isBlank() ? "" : "from " + rows + "\n");
    }

    /** The statement's values, in its order. */
    public List<@Nullable Object> columns() {
        return Arrays.asList(
                Timestamp.from(occurredAt),
                id,
                action.text(),
                actor.kind().text(),
                actor.id(),
                actor.email(),
                actor.id(),
                actor.clientAddress(),
                actor.requestId(),
                targetId,
                before == null ? null : Json.write(before),
                after == null ? null : Json.write(after));
    }
}
