package com.hiltreview.proposal;

import com.hiltreview.error.ValidationException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a proposal ends by itself, as the agent asks for it.
 *
 * @param at null if not given, as is {@code inSeconds}; never both are given
 * @param action what happens then
 */
public record Expiry(@Nullable Instant at, @Nullable Integer inSeconds, Action action) {
    /** Of a proposal that says nothing about it. */
    public static final Expiry NONE = new Expiry(null, null, Action.DENY);

    /** A year, in seconds. */
    public static final int MAX_SECONDS = 31_536_000;

    /** What happens to a task that nobody has decided by then. It is never approved. */
    public enum Action {
        /** It is denied. */
        DENY,
        /** It becomes urgent, and goes on waiting. */
        ESCALATE
    }

    /**
     * The time for a task that is filed now.
     *
     * @param otherwiseInSeconds what the source's tasks get that name no time; null if they wait for ever
     * @return null if the task waits for ever
     * @throws ValidationException if the time is past, or more than a year ahead
     */
    public @Nullable Instant from(Instant now, @Nullable Integer otherwiseInSeconds) {
        if (at != null) {
            if (!at.isAfter(now) || at.isAfter(now.plusSeconds(MAX_SECONDS))) {
                throw new ValidationException("expires_at", "must be in the future, and at most a year ahead");
            }
            return at;
        }
        var seconds = inSeconds == null ? otherwiseInSeconds : inSeconds;
        return seconds == null ? null : now.plus(Duration.ofSeconds(seconds));
    }
}
