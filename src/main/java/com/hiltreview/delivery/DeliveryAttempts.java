package com.hiltreview.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.sql.SqlInstant;
import com.hiltreview.webhook.WebhookExchange;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
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
     * @param error why there was no answer
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

    /** The result of an event's attempt with that number. */
    record NumberedExchange(UUID eventId, int number, WebhookExchange exchange) {}

    /** Adds one attempt for each event. */
    void add(List<NumberedExchange> exchanges) {
        jdbc.update(
                """
                insert into delivery_attempts
                    (event_id, attempt, status_code, error, duration_ms, response_excerpt, attempted_at)
                select * from unnest(cast(? as uuid[]), cast(? as integer[]), cast(? as integer[]), cast(? as text[]),
                    cast(? as integer[]), cast(? as text[]), cast(? as timestamptz[]))
                """,
                column(exchanges, NumberedExchange::eventId).toArray(UUID[]::new),
                column(exchanges, NumberedExchange::number).toArray(Integer[]::new),
                column(exchanges, attempt -> attempt.exchange().statusCode()).toArray(Integer[]::new),
                column(exchanges, attempt -> attempt.exchange().error()).toArray(String[]::new),
                column(exchanges, attempt -> attempt.exchange().durationMs()).toArray(Integer[]::new),
                column(exchanges, attempt -> attempt.exchange().responseExcerpt())
                        .toArray(String[]::new),
                column(exchanges, attempt -> attempt.exchange().startedAt().toString())
                        .toArray(String[]::new));
    }

    private static <T extends @Nullable Object> Stream<T> column(
            List<NumberedExchange> exchanges, Function<NumberedExchange, T> value) {
        return exchanges.stream().map(value);
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
                        SqlInstant.read(row, "attempted_at")),
                eventId);
    }
}
