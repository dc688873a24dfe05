package com.hiltreview.verdict;

import com.hiltreview.access.Caller;
import java.util.UUID;

/** Who or what decides a task. */
public sealed interface Decider {
    /** @param email the reviewer's address when deciding; it may later be another person's */
    record Reviewer(UUID id, String email) implements Decider {}

    static Decider of(Caller.Reviewer reviewer) {
        return new Reviewer(reviewer.id(), reviewer.email());
    }
}
