package com.hiltreview.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FairSharesTests {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void leavesHalfToTheOthersAndNeverGivesOutMoreThanThereIs() {
        var shares = new FairShares(8);
        assertThat(taken(shares, "a")).isEqualTo(4);
        assertThat(taken(shares, "b")).isEqualTo(2);
        assertThat(taken(shares, "c")).isEqualTo(1);
        assertThat(taken(shares, "d")).isEqualTo(1);
        assertThat(taken(shares, "e")).isZero();
        shares.release("a", 2);
        assertThat(taken(shares, "a")).isZero();
        assertThat(taken(shares, "e")).isEqualTo(1);
    }

    private static int taken(FairShares shares, String party) {
        int taken = 0;
        while (shares.acquire(party, 1, Duration.ZERO)) {
            taken++;
        }
        return taken;
    }

    @Test
    void servesThePartiesThatWaitInTurn() {
        var shares = new FairShares(1);
        var order = new CopyOnWriteArrayList<String>();
        assertThat(shares.acquire("a", 1, Duration.ZERO)).isTrue();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            int number = 0;
            for (var party : List.of("a", "a", "a", "b", "b", "c")) {
                callers.execute(() -> {
                    if (shares.acquire(party, 1, LONG)) {
                        order.add(party);
                        shares.release(party, 1);
                    }
                });
                int expected = ++number;
                await().until(() -> shares.waiting() == expected);
            }
            shares.release("a", 1);
        }
        assertThat(order).containsExactly("a", "b", "c", "a", "b", "a");
    }

    @Test
    void givesBackEverythingWhateverHappens() {
        var shares = new FairShares(16);
        var held = new AtomicLong();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 2000; i++) {
                var party = "party " + i % 7;
                calls.add(CompletableFuture.runAsync(
                        () -> {
                            var random = ThreadLocalRandom.current();
                            long amount = random.nextInt(1, 6);
                            if (shares.acquire(party, amount, Duration.ofMillis(random.nextInt(3)))) {
                                assertThat(held.addAndGet(amount)).isLessThanOrEqualTo(16);
                                held.addAndGet(-amount);
                                shares.release(party, amount);
                            }
                        },
                        callers));
            }
            calls.forEach(CompletableFuture::join);
        }
        assertThat(shares.waiting()).isZero();
        assertThat(shares.acquire("whole", 16, Duration.ZERO)).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> shares.release("other", 1));
    }
}
