package com.hiltreview.page;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the page does. */
class PageBrowserTests extends BrowserTests {
    @Test
    void passInChromium() throws IOException, InterruptedException {
        passInChromium("page");
    }
}
