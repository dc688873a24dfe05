package com.hiltreview.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hiltreview.error.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ComputePoolTests {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void computesLargeWorkOnAPlatformThreadAndSmallWorkWhereItIs() {
        var here = Thread.currentThread();

        assertThat(ComputePool.call(ComputePool.SMALL, Thread::currentThread))
                .isNotSameAs(here)
                .matches(thread -> !thread.isVirtual());
        assertThat(ComputePool.call(ComputePool.SMALL - 1, Thread::currentThread))
                .isSameAs(here);
    }

    @Test
    void computesWithinAComputationOnTheSameThread() {
        assertThat(ComputePool.call(
                        ComputePool.SMALL,
                        () -> ComputePool.call(ComputePool.SMALL, Thread::currentThread) == Thread.currentThread()))
                .isTrue();
    }

    @Test
    void throwsWhatTheWorkThrew() {
        var fault = new IllegalArgumentException("the work's own");

        assertThatThrownBy(() -> ComputePool.call(ComputePool.SMALL, () -> {
                    throw fault;
                }))
                .isSameAs(fault);
    }

    @Test
    void letsNoPartyKeepTheOthersOut() {
        var pool = new ComputePool(1, LONG);
        var end = new CountDownLatch(1);
        var started = new AtomicInteger();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var order = new CopyOnWriteArrayList<String>();
            var calls = new ArrayList<CompletableFuture<?>>();
            calls.add(CompletableFuture.supplyAsync(() -> pool.run("hog", () -> waitFor(end, started)), callers));
            await().until(() -> started.get() == 1);
            for (int i = 0; i < 10; i++) {
                calls.add(CompletableFuture.supplyAsync(() -> pool.run("hog", () -> order.add("hog")), callers));
            }
            await().until(() -> pool.waiting() == 10);
            calls.add(CompletableFuture.supplyAsync(() -> pool.run("other", () -> order.add("other")), callers));
            await().until(() -> pool.waiting() == 11);
            end.countDown();

            calls.forEach(CompletableFuture::join);
            // The hog's share of the queue is one besides the one that runs.
            assertThat(order.indexOf("other")).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void givesUpWorkThatWaitsTooLongButNotWorkThatRuns() throws InterruptedException {
        var pool = new ComputePool(1, Duration.ofMillis(500));
        var end = new CountDownLatch(1);
        var started = new AtomicInteger();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = CompletableFuture.supplyAsync(() -> pool.run("a", () -> waitFor(end, started)), callers);
            await().until(() -> started.get() == 1);

            for (var party : List.of("a", "b")) {
                assertThatThrownBy(() -> pool.run(party, started::incrementAndGet))
                        .isInstanceOf(OverloadedException.class);
            }
            assertThat(pool.waiting()).isZero();
            end.countDown();
            assertThat(running.join()).isEqualTo(1);
            assertThat(started).hasValue(1);
        }
    }

    private static int waitFor(CountDownLatch end, AtomicInteger started) {
        int number = started.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return number;
    }
}
