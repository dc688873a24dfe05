package com.hiltreview.browser;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the page does, and whether everybody can use it: one after the other, since each takes most of a processor. */
class PageBrowserTests extends BrowserTests {
    @Test
    void passInChromium() throws IOException, InterruptedException {
        passInChromium("page");
    }

    @Test
    void isAccessible() throws IOException, InterruptedException {
        passInChromium("access");
    }
}
