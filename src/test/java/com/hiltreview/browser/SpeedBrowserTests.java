package com.hiltreview.browser;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long the page takes. */
@Tag("alone")
class SpeedBrowserTests extends BrowserTests {
    @Test
    void passInChromium() throws IOException, InterruptedException {
        passInChromium("speed");
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
