package com.hiltreview.page;

import com.hiltreview.testing.ServiceTest;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Runs the browser tests of the page against this service. */
class BrowserTests extends ServiceTest {
    @Test
    void passInChromium(@LocalServerPort int port) throws IOException, InterruptedException {
        Playwright.run(
                "page",
                Map.of(
                        "HILT_URL", "http://127.0.0.1:" + port,
                        "HILT_ADMIN_KEY", ADMIN_KEY,
                        "HILT_ADMIN_EMAIL", ADMIN_EMAIL));
    }

    /** Other tests use the database as well, and look at lists of all tasks. */
    @AfterEach
    void dropTheManyTasks() {
        jdbc.update("""
                delete from review_tasks
                where source_id in (select source_id from review_tasks group by source_id having count(*) >= 10000)
                """);
    }
}
