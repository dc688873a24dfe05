package com.hiltreview.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks hosts up on separate threads, because a look-up cannot be interrupted and callers have a time limit. There is one
 * look-up at a time for a host, and all callers that need it share its result.
 */
final class HostLookups implements AutoCloseable {
    /** Up to this many hosts with unresponsive name servers do not delay other look-ups. */
    private static final int MAX_AT_ONCE = 64;

    private static final String TOO_MANY = "The host's name was not resolved: too many look-ups hang";

    private final HostResolver resolver;
    private final ConcurrentMap<String, FutureTask<InetAddress[]>> running = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0,
            MAX_AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("host-lookup-", 1).factory());

    HostLookups(HostResolver resolver) {
        this.resolver = resolver;
    }

    InetAddress[] resolve(String host, Deadline deadline) throws NoAnswerException {
        var own = new FutureTask<>(() -> {
            try {
                return resolver.resolve(host);
            } finally {
                // Removed before the result is published: later callers need a new look-up.
                running.remove(host);
            }
        });
        var earlier = running.putIfAbsent(host, own);
        if (earlier == null) {
            begin(host, own);
        }
        try {
            return (earlier == null ? own : earlier).get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException hanging) {
            throw new NoAnswerException(
                    "The host's name was not resolved within " + deadline.millis() + " ms", hanging);
        } catch (CancellationException notBegun) {
            throw new NoAnswerException(TOO_MANY, notBegun);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownHostException unknown) {
                throw new NoAnswerException("The host's name could not be resolved", unknown);
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new NoAnswerException("The call was broken off", interrupted);
        }
    }

    private void begin(String host, FutureTask<InetAddress[]> lookup) throws NoAnswerException {
        try {
            threads.execute(lookup);
        } catch (RejectedExecutionException busy) {
            running.remove(host, lookup);
            lookup.cancel(false);
            throw new NoAnswerException(TOO_MANY, busy);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
