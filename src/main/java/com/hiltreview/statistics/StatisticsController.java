package com.hiltreview.statistics;

import static com.hiltreview.access.Role.ADMIN;
import static com.hiltreview.access.Role.ADMIN_REVIEWER;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import org.springframework.web.bind.annotation.GetMapping;

@ApiController
class StatisticsController {
    private final StatisticsService statistics;

    StatisticsController(StatisticsService statistics) {
        this.statistics = statistics;
    }

    @GetMapping("/stats")
    @Admit({ADMIN, ADMIN_REVIEWER})
    StatisticsService.Statistics statistics() {
        return statistics.count();
    }
}
