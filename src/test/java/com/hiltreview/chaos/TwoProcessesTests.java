package com.hiltreview.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The short ones, in every run. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoProcessesTests {
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
    @Order(1)
    void deliverEachEventOnceAndTakeTheSameSession() throws Exception {
        try (var decisions = new Decisions(installation, 100)) {
            for (var instance : installation.instances()) {
                assertThat(instance.statusOf("/auth/me", decisions.reviewer())).isEqualTo(200);
            }
            decisions.begin();
            decisions.assertNothingLostOrDoubled(100);
            assertThat(decisions.doubles()).isZero();
        }
    }

    @Test
    @Order(2)
    void oneTakesOverWhatTheOtherWasSendingWhenItWasKilled() throws Exception {
        Kills.killTheSenderInTheMiddle(installation, 150);
    }
}
