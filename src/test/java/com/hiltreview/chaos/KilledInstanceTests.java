package com.hiltreview.chaos;

import org.junit.jupiter.api.Test;

/** The short one, in every run: an instance is killed while it sends. */
class KilledInstanceTests {
    private static final int TASKS = 150;

    @Test
    void anotherInstanceTakesOverWhatAKilledOneWasSending() throws Exception {
        try (var installation = new Installation()) {
            installation.awaitReady();
            Kills.killTheSenderInTheMiddle(installation, TASKS);
        }
    }
}
