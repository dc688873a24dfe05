package com.hiltreview.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Run by {@code ./mvnw verify -Pchaos}. */
@Tag("chaos")
class ChaosTests {
    private static Installation installation;

    @BeforeAll
    static void install() throws Exception {
        installation = new Installation();
        installation.awaitReady();
    }

    @AfterAll
    static void remove() throws Exception {
        installation.close();
    }

    @Test
    void anInstanceIsKilledInTheMiddleOfTwoThousandDeliveries() throws Exception {
        Kills.killTheSenderInTheMiddle(installation, 2000).startAgain();
    }

    @Test
    void theDatabaseIsAwayForTwentySeconds() throws Exception {
        int tasks = 1000;
        var pids = installation.instances().stream()
                .map(Installation.Instance::pid)
                .toList();
        try (var decisions = new Decisions(installation, tasks)) {
            decisions.begin();
            decisions.awaitReceived(tasks / 4);
            installation.stopDatabase();
            long begun = System.nanoTime();
            int asked = 0;
            while (System.nanoTime() - begun < Duration.ofSeconds(20).toNanos()) {
                for (var instance : installation.instances()) {
                    long sent = System.nanoTime();
                    var answer = Objects.requireNonNull(instance.send("GET", "/review-tasks", decisions.key(), null));
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.header("Retry-After")).isNotEmpty();
                    assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(5));
                    assertThat(instance.statusOf("/health")).isEqualTo(503);
                    asked++;
                }
            }
            assertThat(asked).isPositive();
            installation.startDatabaseAgain();
            var arrived = decisions.assertNothingLostOrDoubled(tasks);
            Kills.report("PostgreSQL away for 20 s", arrived, decisions);
        }
        assertThat(installation.instances()).allMatch(Installation.Instance::isAlive);
        assertThat(installation.instances().stream().map(Installation.Instance::pid))
                .as("nobody restarted anything")
                .isEqualTo(pids);
    }

    @Test
    void theReceiverIsAwayForAMinute() throws Exception {
        int tasks = 500;
        try (var decisions = new Decisions(installation, tasks)) {
            decisions.begin();
            decisions.awaitReceived(tasks / 4);
            installation.takeReceiverDown();
            decisions.rememberReceived();
            Thread.sleep(Duration.ofSeconds(60));
            installation.bringReceiverBack();
            var arrived = decisions.assertNothingLostOrDoubled(tasks);
            Kills.report("the receiver away for 60 s", arrived, decisions);
        }
    }
}
