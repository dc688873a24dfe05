package com.hiltreview.compute;

import com.hiltreview.access.Party;
import com.hiltreview.error.OverloadedException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A bounded pool of platform threads for work that keeps a processor busy: parsing, binding and hashing large bodies, and
 * diffs. Requests run on virtual threads, which are not preempted, so a few long computations there would block every other
 * request, health checks included. The operating system shares the processors fairly between this pool and the rest.
 *
 * <p>There is one pool for the whole process, because all work shares the same processors.
 */
public final class ComputePool {
    /** Work on fewer bytes, characters or nodes takes no longer than handing it to another thread. */
    public static final int SMALL = 16 * 1024;

    /** Longest time that work waits for a thread. */
    static final Duration MAX_WAIT = Duration.ofSeconds(3);

    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
    /** The queue is short, so that a party with little work gets a thread soon. */
    private static final int PLACES_FOR_A_THREAD = 4;

    private static final ComputePool SHARED = new ComputePool(THREADS, MAX_WAIT);

    private final ThreadPoolExecutor threads;
    private final FairShares places;
    private final Duration maxWait;

    ComputePool(int size, Duration maxWait) {
        int places = size * PLACES_FOR_A_THREAD;
        this.maxWait = maxWait;
        this.places = new FairShares(places);
        this.threads = new ThreadPoolExecutor(
                size, size, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(places), ComputeThread::new);
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs small work on the calling thread, other work on a thread of the pool. A thread of the pool runs all work itself.
     * Each party has a share of the pool.
     *
     * @param size in bytes, characters or nodes
     * @throws OverloadedException if no thread is free within {@link #MAX_WAIT}, or too much work is waiting already
     */
    public static <T> T call(long size, Supplier<T> work) {
        return size < SMALL || isInside() ? work.get() : SHARED.run(Party.ofRequest(), work);
    }

    /** Whether the calling thread belongs to the pool, so that callers need not measure their work. */
    public static boolean isInside() {
        return Thread.currentThread() instanceof ComputeThread;
    }

    int waiting() {
        return threads.getQueue().size() + places.waiting();
    }

    /** @param party the party whose share the work takes */
    <T> T run(Object party, Supplier<T> work) {
        long start = System.nanoTime();
        if (!places.acquire(party, 1, maxWait)) {
            throw new OverloadedException();
        }
        try {
            return run(work, start + maxWait.toNanos());
        } finally {
            places.release(party, 1);
        }
    }

    private <T> T run(Supplier<T> work, long until) {
        var task = new Task<>(work);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException full) {
            throw new OverloadedException();
        }
        try {
            try {
                return task.result.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                if (task.taken.compareAndSet(false, true)) {
                    threads.remove(task);
                    throw new OverloadedException();
                }
                return task.result.get();
            }
        } catch (ExecutionException thrown) {
            throw rethrown(Objects.requireNonNull(thrown.getCause()));
        } catch (InterruptedException interrupted) {
            task.taken.set(true);
            Thread.currentThread().interrupt();
            throw new OverloadedException();
        }
    }

    private static RuntimeException rethrown(Throwable cause) {
        return switch (cause) {
            case Error error -> throw error;
            case RuntimeException unchecked -> unchecked;
            default -> new IllegalStateException(cause);
        };
    }

    /** Work that is claimed once: by a thread of the pool, which runs it, or by its caller, who gives up. */
    private static final class Task<T> implements Runnable {
        private final Supplier<T> work;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Task(Supplier<T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            if (!taken.compareAndSet(false, true)) {
                return;
            }
            try {
                result.complete(work.get());
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            }
        }
    }

    private static final class ComputeThread extends Thread {
        ComputeThread(Runnable work) {
            super(work, "compute");
            setDaemon(true);
        }
    }
}
