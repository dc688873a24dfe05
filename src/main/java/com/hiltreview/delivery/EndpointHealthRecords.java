package com.hiltreview.delivery;

import com.hiltreview.sql.SqlInstant;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Stores the health of failing endpoints; the others have no row. */
@Repository
class EndpointHealthRecords {
    private final JdbcTemplate jdbc;

    EndpointHealthRecords(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    EndpointHealth of(UUID sourceId) {
        return jdbc
                .query(
                        "select failing_since, paused_until from webhook_health where source_id = ?",
                        (row, number) -> new EndpointHealth(
                                SqlInstant.readOrNull(row, "failing_since"),
                                0,
                                SqlInstant.readOrNull(row, "paused_until")),
                        sourceId)
                .stream()
                .findFirst()
                .orElse(EndpointHealth.GOOD);
    }

    void save(UUID sourceId, EndpointHealth health) {
        if (health.failingSince() == null) {
            clear(sourceId);
            return;
        }
        jdbc.update("""
                insert into webhook_health (source_id, failing_since, paused_until) values (?, ?, ?)
                on conflict (source_id) do update
                set failing_since = excluded.failing_since, paused_until = excluded.paused_until
                """, sourceId, timestamp(health.failingSince()), timestamp(health.pausedUntil()));
    }

    void clear(UUID sourceId) {
        jdbc.update("delete from webhook_health where source_id = ?", sourceId);
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }
}
