package com.hiltreview.health;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

@ApiController
class HealthController {
    private final ApplicationAvailability availability;
    private final DatabaseLook database;

    HealthController(ApplicationAvailability availability, DatabaseLook database) {
        this.availability = availability;
        this.database = database;
    }

    record Health(String status) {}

    /** Not ok before the start is complete or after a shutdown has started, just like readiness. */
    @GetMapping("/health")
    @Admit
    ResponseEntity<Health> health() {
        if (availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC && database.answers()) {
            return ResponseEntity.ok(new Health("ok"));
        }
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "5")
                .body(new Health("unavailable"));
    }
}
