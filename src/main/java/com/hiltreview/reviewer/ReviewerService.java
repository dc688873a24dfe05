package com.hiltreview.reviewer;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import com.hiltreview.access.Caller;
import com.hiltreview.error.ForbiddenException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Who reviews, and who may. */
@Service
public class ReviewerService {
    private final ReviewerRepository reviewers;
    private final SignInSettings settings;
    private final Clock clock;
    private final TimeBasedEpochRandomGenerator ids = Generators.timeBasedEpochRandomGenerator();

    ReviewerService(ReviewerRepository reviewers, SignInSettings settings, Clock clock) {
        this.reviewers = reviewers;
        this.settings = settings;
        this.clock = clock;
    }

    boolean hasDevelopmentSignIn() {
        return settings.development();
    }

    /** @throws ForbiddenException if the lists do not let this address in */
    @Transactional
    SessionReviewer signInForDevelopment(String email, @Nullable String name) {
        if (!settings.admits(email)) {
            throw new ForbiddenException("This address may not sign in here");
        }
        var subject = "development:" + email.toLowerCase(Locale.ROOT);
        var now = clock.instant();
        var reviewer = reviewers
                .findBySubject(subject)
                .orElseGet(() -> reviewers.persist(new Reviewer(ids.generate(), subject, email, now)));
        reviewer.signIn(email, name, now);
        return reviewer.forSession();
    }

    /** The caller behind a session; nobody, once the lists no longer let the address in. */
    public Optional<Caller.Reviewer> callerOf(SessionReviewer reviewer) {
        return settings.admits(reviewer.email())
                ? Optional.of(new Caller.Reviewer(
                        reviewer.id(),
                        reviewer.email(),
                        reviewer.name(),
                        reviewer.pictureUrl(),
                        settings.isAdministrator(reviewer.email())))
                : Optional.empty();
    }
}
