package com.hiltreview.browser;

import com.hiltreview.testing.ServiceTest;
import java.io.IOException;
import java.util.Map;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Browser tests of the page against this service. */
abstract class BrowserTests extends ServiceTest {
    @LocalServerPort
    private int port;

    /** @param project which of the projects in {@code playwright.config.ts} */
    void passInChromium(String project) throws IOException, InterruptedException {
        Playwright.run(
                project,
                Map.of(
                        "HILT_URL", "http://127.0.0.1:" + port,
                        "HILT_ADMIN_KEY", ADMIN_KEY,
                        "HILT_ADMIN_EMAIL", ADMIN_EMAIL));
    }
}
