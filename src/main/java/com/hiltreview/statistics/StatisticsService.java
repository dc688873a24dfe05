package com.hiltreview.statistics;

import com.hiltreview.review.ReviewTaskStatus;
import com.hiltreview.review.TaskReading;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Counts what there is, across all features. */
@Service
class StatisticsService {
    private final TaskReading tasks;
    private final JdbcTemplate jdbc;

    StatisticsService(TaskReading tasks, JdbcTemplate jdbc) {
        this.tasks = tasks;
        this.jdbc = jdbc;
    }

    record Statistics(Tasks tasks, Total sources, Events decisionEvents, Keys apiKeys) {}

    record Tasks(Map<ReviewTaskStatus, Long> byStatus, long total) {}

    record Total(long total) {}

    /** @param pendingDelivery neither delivered nor acknowledged nor given up */
    record Events(long pendingDelivery, long failed) {}

    record Keys(long active) {}

    Statistics count() {
        var byStatus = tasks.countByStatus();
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
