package com.hiltreview.statistics;

import com.hiltreview.review.ReviewTaskStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Counts what there is, across all features. */
@Service
class StatisticsService {
    private final JdbcTemplate jdbc;

    StatisticsService(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    record Statistics(Tasks tasks, Total sources, Events decisionEvents, Keys apiKeys) {}

    record Tasks(Map<ReviewTaskStatus, Long> byStatus, long total) {}

    record Total(long total) {}

    /** @param pendingDelivery neither delivered nor acknowledged nor given up */
    record Events(long pendingDelivery, long failed) {}

    record Keys(long active) {}

    Statistics count() {
        var byStatus = new LinkedHashMap<ReviewTaskStatus, Long>();
        for (var status : ReviewTaskStatus.values()) {
            byStatus.put(status, 0L);
        }
        jdbc.query("select status, count(*) as n from review_tasks group by status", row -> {
            byStatus.put(ReviewTaskStatus.valueOf(row.getString("status")), row.getLong("n"));
        });
        long total = byStatus.values().stream().mapToLong(Long::longValue).sum();
        return new Statistics(
                new Tasks(byStatus, total),
                new Total(count("select count(*) from sources")),
                new Events(
                        count("select count(*) from decision_events "
                                + "where delivered_at is null and delivery_status <> 'FAILED'"),
                        count("select count(*) from decision_events where delivery_status = 'FAILED'")),
                new Keys(count("select count(*) from api_keys where revoked_at is null")));
    }

    private long count(String sql) {
        return Objects.requireNonNull(jdbc.queryForObject(sql, Long.class));
    }
}
