package com.hiltreview.review;

import com.hiltreview.access.Caller;
import com.hiltreview.error.ForbiddenException;
import java.util.UUID;

/** Who or what decides a task. */
public sealed interface Decider {
    /** @param email the reviewer's address when deciding; it may later be another person's */
    record Reviewer(UUID id, String email) implements Decider {}

    /** @throws ForbiddenException if the caller may not decide */
    static Decider of(Caller caller) {
        if (caller instanceof Caller.Reviewer reviewer) {
            return new Reviewer(reviewer.id(), reviewer.email());
        }
        throw new ForbiddenException("Only reviewers decide");
    }
}
