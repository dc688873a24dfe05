package com.hiltreview.ratelimit;

import com.github.benmanes.caffeine.cache.LoadingCache;
import com.hiltreview.ratelimit.Counted.Network;
import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Counts the wrong keys of an address, on this instance. */
@Component
public class KeyGuesses {
    private static final int PER_MINUTE = 20;

    /** Longer than a look-up takes while the database is well. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final boolean off;
    private final LoadingCache<Network, Guesses> networks;

    KeyGuesses(RateLimitSettings settings, Clock clock) {
        this.off = settings.isOff();
        var time = Buckets.time(clock);
        this.networks =
                Buckets.cache(Buckets.MAX_NETWORKS, clock, network -> new Guesses(Buckets.inMemory(PER_MINUTE, time)));
    }

    /**
     * Looks a key up, at the risk that it is wrong. Many keys of an address may be looked up at once, but only as many as
     * could be wrong; who comes on top waits for one of these to turn out right.
     *
     * @throws RateLimitedException where too many of its keys were wrong
     */
    public <T> Optional<T> risk(Network network, Supplier<Optional<T>> lookUp) {
        if (off) {
            return lookUp.get();
        }
        var guesses = networks.get(network);
        guesses.begin();
        boolean wrong = false;
        try {
            var found = lookUp.get();
            wrong = found.isEmpty();
            return found;
        } finally {
            guesses.end(wrong);
        }
    }

    /** Those of one address. */
    private static final class Guesses {
        private final Bucket left;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition ended = lock.newCondition();
        private int underWay;

        Guesses(Bucket left) {
            this.left = left;
        }

        void begin() {
            lock.lock();
            try {
                long patience = PATIENCE.toNanos();
                for (var probe = left.tryConsumeAndReturnRemaining(1);
                        !probe.isConsumed();
                        probe = left.tryConsumeAndReturnRemaining(1)) {
                    if (underWay == 0 || patience <= 0) {
                        throw new RateLimitedException(Duration.ofNanos(probe.getNanosToWaitForRefill()));
                    }
                    patience = ended.awaitNanos(patience);
                }
                underWay++;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new RateLimitedException(PATIENCE);
            } finally {
                lock.unlock();
            }
        }

        void end(boolean wrong) {
            lock.lock();
            try {
                underWay--;
                if (!wrong) {
                    left.addTokens(1);
                }
                if (underWay == 0) {
                    ended.signalAll();
                } else if (!wrong) {
                    ended.signal();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
