package com.hiltreview.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hiltreview.error.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
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
    void refusesWhatFindsTheQueueFull() throws InterruptedException {
        var pool = new ComputePool(1, 2, LONG);
        var end = new CountDownLatch(1);
        var started = new AtomicInteger();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 3; i++) {
                calls.add(CompletableFuture.supplyAsync(() -> pool.run(() -> waitFor(end, started)), callers));
                int begun = Math.min(1, i + 1);
                await().until(() -> started.get() == begun);
            }
            await().until(() -> pool.waiting() == 2);

            assertThatThrownBy(() -> pool.run(() -> 1)).isInstanceOf(OverloadedException.class);
            end.countDown();
            assertThat(calls).allSatisfy(call -> assertThat(call.join()).isPositive());
        }
    }

    @Test
    void givesUpWorkThatWaitsTooLongButNotWorkThatRuns() throws InterruptedException {
        var pool = new ComputePool(1, 10, Duration.ofMillis(50));
        var end = new CountDownLatch(1);
        var started = new AtomicInteger();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = CompletableFuture.supplyAsync(() -> pool.run(() -> waitFor(end, started)), callers);
            await().until(() -> started.get() == 1);

            assertThatThrownBy(() -> pool.run(started::incrementAndGet)).isInstanceOf(OverloadedException.class);
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
