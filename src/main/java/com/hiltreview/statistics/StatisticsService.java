package com.hiltreview.statistics;

import com.hiltreview.apikey.ApiKeyService;
import com.hiltreview.event.EventQueue;
import com.hiltreview.review.ReviewTaskStatus;
import com.hiltreview.review.TaskReading;
import com.hiltreview.source.SourceService;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Counts what there is, across all features. */
@Service
class StatisticsService {
    private final TaskReading tasks;
    private final SourceService sources;
    private final EventQueue events;
    private final ApiKeyService keys;

    StatisticsService(TaskReading tasks, SourceService sources, EventQueue events, ApiKeyService keys) {
        this.tasks = tasks;
        this.sources = sources;
        this.events = events;
        this.keys = keys;
    }

    record Statistics(Tasks tasks, Total sources, Events decisionEvents, Keys apiKeys) {}

    record Tasks(Map<ReviewTaskStatus, Long> byStatus, long total) {}

    record Total(long total) {}

    /** @param pendingDelivery neither delivered nor acknowledged nor given up */
    record Events(long pendingDelivery, long failed) {}

    record Keys(long active) {}

    Statistics count() {
        var byStatus = tasks.countByStatus();
        var undelivered = events.count();
        long total = byStatus.values().stream().mapToLong(Long::longValue).sum();
        return new Statistics(
                new Tasks(byStatus, total),
                new Total(sources.count()),
                new Events(undelivered.pending(), undelivered.failed()),
                new Keys(keys.countActive()));
    }
}
