package com.hiltreview.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The log of delivery attempts. */
@Repository
class DeliveryAttempts {
    private final JdbcTemplate jdbc;

    DeliveryAttempts(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One attempt.
     *
     * @param attempt counts from 1
     * @param error what kept an answer from coming
     * @param durationMs of the whole exchange
     * @param responseExcerpt the beginning of the answer's body, at most 1 KiB
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Attempt(
            int attempt,
            @Nullable Integer statusCode,
            @Nullable String error,
            int durationMs,
            @Nullable String responseExcerpt,
            Instant attemptedAt) {}

    void add(UUID eventId, int number, WebhookExchange exchange) {
        jdbc.update(
                """
                insert into delivery_attempts
                    (event_id, attempt, status_code, error, duration_ms, response_excerpt, attempted_at)
                values (?, ?, ?, ?, ?, ?, ?)
                """,
                eventId,
                number,
                exchange.statusCode(),
                exchange.error(),
                exchange.durationMs(),
                exchange.responseExcerpt(),
                Timestamp.from(exchange.startedAt()));
    }

    List<Attempt> newestFirst(UUID eventId) {
        return jdbc.query(
                """
                select attempt, status_code, error, duration_ms, response_excerpt, attempted_at
                from delivery_attempts where event_id = ? order by attempt desc
                """,
                (row, number) -> new Attempt(
                        row.getInt("attempt"),
                        row.getObject("status_code", Integer.class),
                        row.getString("error"),
                        row.getInt("duration_ms"),
                        row.getString("response_excerpt"),
                        row.getObject("attempted_at", OffsetDateTime.class).toInstant()),
                eventId);
    }
}
