package com.hiltreview.compute;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A bounded amount of a resource, shared so that no party takes it away from the others. A party may hold at most as much as
 * is free: alone it gets half, and something is always left for the next party. Waiting parties are served in turn.
 */
public final class FairShares {
    private final Map<Object, Account> accounts = new HashMap<>();
    /** The party that was served least recently comes first. */
    private final Set<Account> waiting = new LinkedHashSet<>();

    private long free;

    public FairShares(long total) {
        this.free = total;
    }

    private static final class Account {
        private final Deque<Claim> claims = new ArrayDeque<>();
        private long held;
    }

    private record Claim(long amount, CountDownLatch granted) {}

    /**
     * Takes an amount, waiting for it if necessary.
     *
     * @param patience longest time to wait
     * @return whether it was taken, and must be released
     */
    public boolean acquire(Object party, long amount, Duration patience) {
        var claim = new Claim(amount, new CountDownLatch(1));
        synchronized (this) {
            var account = accounts.computeIfAbsent(party, unknown -> new Account());
            if (account.claims.isEmpty() && mayTake(account, amount)) {
                take(account, amount);
                return true;
            }
            account.claims.add(claim);
            waiting.add(account);
        }
        try {
            if (claim.granted.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return true;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return !withdraw(party, claim);
    }

    /** @return whether the claim was still waiting; it may have been granted meanwhile */
    private synchronized boolean withdraw(Object party, Claim claim) {
        var account = accounts.get(party);
        boolean waited = account != null && account.claims.remove(claim);
        if (waited) {
            // Claims behind this one may be smaller, and fit now.
            grant();
            forgetIfIdle(party);
        }
        return waited;
    }

    public synchronized void release(Object party, long amount) {
        var account = accounts.get(party);
        if (account == null || account.held < amount) {
            throw new IllegalStateException("This party does not hold as much");
        }
        account.held -= amount;
        free += amount;
        grant();
        forgetIfIdle(party);
    }

    private void grant() {
        waiting.removeIf(account -> account.claims.isEmpty());
        for (var account = next(); account != null; account = next()) {
            var claim = account.claims.remove();
            take(account, claim.amount);
            claim.granted.countDown();
            waiting.remove(account);
            if (!account.claims.isEmpty()) {
                waiting.add(account);
            }
        }
    }

    private @Nullable Account next() {
        for (var account : waiting) {
            if (mayTake(account, account.claims.element().amount)) {
                return account;
            }
        }
        return null;
    }

    private boolean mayTake(Account account, long amount) {
        return account.held + amount <= free;
    }

    private void take(Account account, long amount) {
        free -= amount;
        account.held += amount;
    }

    private void forgetIfIdle(Object party) {
        accounts.computeIfPresent(
                party, (same, account) -> account.held == 0 && account.claims.isEmpty() ? null : account);
    }

    synchronized int waiting() {
        return waiting.stream().mapToInt(account -> account.claims.size()).sum();
    }
}
