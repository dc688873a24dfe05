package com.hiltreview.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlinesTests {
    @Test
    void goOnAfterOneThatCannotBeClosed() throws InterruptedException {
        try (var deadlines = new Deadlines()) {
            var reached = new CountDownLatch(1);
            deadlines.start(1).guard(() -> {
                reached.countDown();
                throw new AssertionError("a fault of the one that closes");
            });
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
            var closed = new CountDownLatch(1);
            deadlines.start(1).guard(closed::countDown);
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
