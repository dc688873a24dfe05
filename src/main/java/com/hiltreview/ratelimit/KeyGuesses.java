package com.hiltreview.ratelimit;

import com.github.benmanes.caffeine.cache.LoadingCache;
import com.hiltreview.ratelimit.Counted.Network;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Limits the wrong keys of an address, on this instance. Over the limit, keys with a valid checksum are still looked up, but
 * slowly: behind a proxy that TRUSTED_PROXIES does not name all clients share an address, and one of them must not lock out
 * the others.
 */
@Component
public class KeyGuesses {
    private static final int PER_MINUTE = 20;

    /** Look-ups for an address over the limit: 5 a second. */
    private static final int SLOW_PER_MINUTE = 300;

    private static final int SLOW_AT_ONCE = 5;

    /** Longer than a look-up takes while the database is healthy. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final boolean off;
    private final LoadingCache<Network, Guesses> networks;

    KeyGuesses(RateLimitSettings settings, Clock clock) {
        this.off = settings.isOff();
        var time = ClockTicker.meter(clock);
        this.networks = Buckets.cache(
                Buckets.MAX_NETWORKS, clock, network -> new Guesses(Buckets.inMemory(PER_MINUTE, time), slow(time)));
    }

    private static Bucket slow(TimeMeter time) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(SLOW_AT_ONCE).refillGreedy(SLOW_PER_MINUTE, Buckets.PERIOD))
                .withCustomTimePrecision(time)
                .build();
    }

    /**
     * Looks up a key that may be wrong. Only as many keys of an address are looked up at once as may still be wrong; further
     * ones wait until one of them turns out right, or are looked up slowly.
     *
     * @throws RateLimitedException if too many keys of the address were wrong, and this one is wrong as well or could not
     *     be looked up in time
     */
    public <T> Optional<T> risk(Network network, Supplier<Optional<T>> lookUp) {
        if (off) {
            return lookUp.get();
        }
        var guesses = networks.get(network);
        Optional<T> found = Optional.empty();
        var refused = guesses.begin();
        if (refused.isEmpty()) {
            boolean wrong = false;
            try {
                found = lookUp.get();
                wrong = found.isEmpty();
            } finally {
                guesses.end(wrong);
            }
        } else if (guesses.mayLookUpSlowly()) {
            found = lookUp.get();
        }
        if (found.isEmpty() && refused.isPresent()) {
            throw refused.get();
        }
        return found;
    }

    /**
     * Counts a malformed key, which is not looked up.
     *
     * @throws RateLimitedException if too many keys of the address were wrong
     */
    public void count(Network network) {
        if (!off) {
            networks.get(network).count();
        }
    }

    /** The state of one address. */
    private static final class Guesses {
        private final Bucket left;
        private final Bucket slow;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition ended = lock.newCondition();
        private int underWay;

        Guesses(Bucket left, Bucket slow) {
            this.left = left;
            this.slow = slow;
        }

        /** @return the refusal, or empty if a guess was left */
        Optional<RateLimitedException> begin() {
            lock.lock();
            try {
                long patience = PATIENCE.toNanos();
                for (var probe = left.tryConsumeAndReturnRemaining(1);
                        !probe.isConsumed();
                        probe = left.tryConsumeAndReturnRemaining(1)) {
                    if (underWay == 0 || patience <= 0) {
                        return Optional.of(refusal(probe));
                    }
                    patience = ended.awaitNanos(patience);
                }
                underWay++;
                return Optional.empty();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new RateLimitedException(PATIENCE);
            } finally {
                lock.unlock();
            }
        }

        void count() {
            var probe = left.tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) {
                throw refusal(probe);
            }
        }

        private static RateLimitedException refusal(ConsumptionProbe probe) {
            return new RateLimitedException(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }

        /** Waits for a slow look-up, unless that would take too long. */
        boolean mayLookUpSlowly() {
            try {
                return slow.asBlocking().tryConsume(1, PATIENCE);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
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
