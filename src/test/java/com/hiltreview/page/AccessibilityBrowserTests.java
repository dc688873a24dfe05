package com.hiltreview.page;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Whether everybody can use the page. */
class AccessibilityBrowserTests extends BrowserTests {
    @Test
    void passInChromium() throws IOException, InterruptedException {
        passInChromium("access");
    }
}
