package com.hiltreview.source;

import com.hiltreview.sql.Columns;
import com.hiltreview.sql.GatheredReads;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What most requests need to know of their source.
 *
 * @param expiresInSeconds what tasks get that name no time themselves; null if they wait for ever
 */
public record SourceBrief(
        UUID id,
        String name,
        DeliveryMode deliveryMode,
        @Nullable Integer expiresInSeconds) {
    /** Ids in a subquery, so that PostgreSQL keeps its plan. */
    private static final String FIND =
            "select id, name, delivery_mode, review_expires_in_seconds from sources where id = any (cast((select ?) as uuid[]))";

    private static final int AT_ONCE = 50;

    static GatheredReads<UUID, SourceBrief> reads(JdbcTemplate jdbc) {
        return new GatheredReads<>(AT_ONCE, ids -> find(ids, jdbc));
    }

    private static Map<UUID, SourceBrief> find(List<UUID> ids, JdbcTemplate jdbc) {
        return jdbc
                .query(
                        FIND,
                        (row, number) -> {
                            var columns = new Columns(row, 1);
                            return new SourceBrief(
                                    columns.uuid(),
                                    columns.text(),
                                    DeliveryMode.valueOf(columns.text()),
                                    columns.integerOrNull());
                        },
                        (Object) ids.toArray(UUID[]::new))
                .stream()
                .collect(Collectors.toMap(SourceBrief::id, Function.identity()));
    }
}
