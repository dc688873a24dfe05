package com.hiltreview.page;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether everybody can use the page. It takes a whole processor, so other tests would wait too long beside it. */
@Tag("alone")
class AccessibilityBrowserTests extends BrowserTests {
    @Test
    void passInChromium() throws IOException, InterruptedException {
        passInChromium("access");
    }
}
