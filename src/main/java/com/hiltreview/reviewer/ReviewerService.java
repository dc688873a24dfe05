package com.hiltreview.reviewer;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import com.hiltreview.access.Caller;
import com.hiltreview.error.ForbiddenException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Who reviews, and who may. */
@Service
public class ReviewerService {
    private static final Logger log = LoggerFactory.getLogger(ReviewerService.class);

    private final ReviewerRepository reviewers;
    private final JdbcClient jdbc;
    private final SignInSettings settings;
    private final Clock clock;
    private final TimeBasedEpochRandomGenerator ids = Generators.timeBasedEpochRandomGenerator();

    ReviewerService(ReviewerRepository reviewers, JdbcClient jdbc, SignInSettings settings, Clock clock) {
        this.reviewers = reviewers;
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
        if (settings.admitsAnybody()) {
            log.warn("ALLOWED_DOMAINS and ALLOWED_EMAILS are empty: anybody may sign in");
        }
    }

    boolean hasDevelopmentSignIn() {
        return settings.development();
    }

    /** @throws ForbiddenException if the lists do not let this address in */
    @Transactional
    SessionReviewer signInForDevelopment(String email, @Nullable String name) {
        if (!settings.admits(email, null)) {
            throw new ForbiddenException("This address may not sign in here");
        }
        return refresh(Account.inDevelopment(email, name), email);
    }

    /** @throws SignInRefusedException if the address is not verified, or the lists do not let it in */
    @Transactional
    SessionReviewer signIn(Account account) {
        var email = account.email();
        if (email == null || !Account.isEmail(email) || !account.emailVerified()) {
            throw refusal(account, SignInRefusal.EMAIL_NOT_VERIFIED);
        }
        if (!settings.admits(email, account.hostedDomain())) {
            throw refusal(account, settings.refusal());
        }
        return refresh(account, email);
    }

    private static SignInRefusedException refusal(Account account, SignInRefusal refusal) {
        log.info("The account with the subject {} was not signed in: {}", account.subject(), refusal.code());
        return new SignInRefusedException(refusal);
    }

    /**
     * The subject tells who it is: an address can change, and can pass to somebody else. Sessions have the rights of the
     * address that they began with; those of an address that is not the person's any more end.
     */
    private SessionReviewer refresh(Account account, String email) {
        var now = clock.instant();
        reviewers.insertIfAbsent(ids.generate(), account.subject(), email, now);
        var reviewer = reviewers.findBySubject(account.subject()).orElseThrow();
        if (!reviewer.hasAddress(email)) {
            endSessionsOf(reviewer.id());
        }
        reviewers.findOthersByAddress(email, reviewer.id()).forEach(this::endSessionsOf);
        return reviewer.signIn(account, email, now);
    }

    /** Signs a reviewer out on every device. */
    void endSessionsOf(UUID reviewer) {
        jdbc.sql("delete from spring_session where principal_name = ?")
                .param(reviewer.toString())
                .update();
    }

    /** The caller behind a session; nobody, once the lists no longer let the account in. */
    public Optional<Caller.Reviewer> callerOf(SessionReviewer reviewer) {
        return settings.admits(reviewer.email(), reviewer.hostedDomain())
                ? Optional.of(new Caller.Reviewer(
                        reviewer.id(),
                        reviewer.email(),
                        reviewer.name(),
                        reviewer.pictureUrl(),
                        settings.isAdministrator(reviewer.email())))
                : Optional.empty();
    }
}
