package com.hiltreview.health;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

@ApiController
class HealthController {
    private static final int TIMEOUT_SECONDS = 2;

    private final DataSource database;

    HealthController(DataSource database) {
        this.database = database;
    }

    record Health(String status) {}

    @GetMapping("/health")
    @Admit
    ResponseEntity<Health> health() {
        try (var connection = database.getConnection()) {
            if (connection.isValid(TIMEOUT_SECONDS)) {
                return ResponseEntity.ok(new Health("ok"));
            }
        } catch (SQLException away) {
            // Told below.
        }
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "5")
                .body(new Health("unavailable"));
    }
}
