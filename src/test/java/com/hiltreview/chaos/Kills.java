package com.hiltreview.chaos;

import static org.awaitility.Awaitility.await;

import com.hiltreview.chaos.Installation.Instance;
import java.time.Duration;
import java.util.Objects;

/** What the short and the long test have in common. */
final class Kills {
    private Kills() {}

    static Instance killTheSenderInTheMiddle(Installation installation, int tasks) throws Exception {
        try (var decisions = new Decisions(installation, tasks)) {
            decisions.begin();
            decisions.awaitReceived(tasks / 3);
            var sender = await().atMost(Duration.ofSeconds(20))
                    .until(() -> installation.sender(decisions.sourceId()), Objects::nonNull);
            sender.kill();
            var arrived = decisions.assertNothingLostOrDoubled(tasks);
            report("kill -9 in the middle of " + tasks + " deliveries", arrived, decisions);
            return sender;
        }
    }

    @SuppressWarnings("SystemOut") // The figures are for whoever runs it.
    static void report(String what, Duration arrived, Decisions decisions) {
        System.out.printf(
                "%s: all there %.1f s later, %d twice%n", what, arrived.toMillis() / 1000.0, decisions.doubles());
    }
}
