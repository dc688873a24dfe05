package com.hiltreview.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** What several tests ask for. */
public final class AtOnce {
    private AtOnce() {}

    /** Runs the calls on a thread each, all let go at the same moment. */
    public static <T> List<T> atOnce(int calls, IntFunction<T> call) {
        var barrier = new CyclicBarrier(calls);
        try (var threads = Executors.newFixedThreadPool(calls)) {
            var running = new ArrayList<Future<T>>();
            for (int i = 0; i < calls; i++) {
                int number = i;
                Callable<T> work = () -> {
                    barrier.await();
                    return call.apply(number);
                };
                running.add(threads.submit(work));
            }
            var results = new ArrayList<T>();
            for (var future : running) {
                results.add(future.get());
            }
            return results;
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
