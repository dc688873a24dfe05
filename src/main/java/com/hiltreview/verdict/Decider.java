package com.hiltreview.verdict;

import com.hiltreview.access.Caller;
import java.util.UUID;

/** Who or what decides a task. */
public sealed interface Decider {
    /** @param email the reviewer's address when deciding; it may later be another person's */
    record Reviewer(UUID id, String email) implements Decider {}

    /** Nobody decided in time. */
    record Expiry() implements Decider {}

    /** @param key the prefix of the key that the agent took its proposal back with */
    record Withdrawal(String key) implements Decider {}

    static Decider of(Caller.Reviewer reviewer) {
        return new Reviewer(reviewer.id(), reviewer.email());
    }

    default DecisionOrigin origin() {
        return switch (this) {
            case Reviewer reviewer -> DecisionOrigin.REVIEWER;
            case Expiry expiry -> DecisionOrigin.EXPIRY;
            case Withdrawal withdrawal -> DecisionOrigin.WITHDRAWAL;
        };
    }

    /** The decider as the API and the records name it. */
    default String name() {
        return switch (this) {
            case Reviewer reviewer -> reviewer.email();
            case Expiry expiry -> "system:expiry";
            case Withdrawal withdrawal -> "agent:" + withdrawal.key();
        };
    }
}
