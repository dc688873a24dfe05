package com.hiltreview.reviewer;

import com.hiltreview.access.Caller;
import com.hiltreview.audit.Action;
import com.hiltreview.audit.AuditLog;
import com.hiltreview.error.ForbiddenException;
import com.hiltreview.id.Ids;
import com.hiltreview.ratelimit.ClockTicker;
import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reviewers, and who may become one. */
@Service
public class ReviewerService {
    private static final Logger log = LoggerFactory.getLogger(ReviewerService.class);

    /** How many refused sign-ins an instance records in an hour. */
    static final int REFUSALS_AN_HOUR = 100;

    private final ReviewerRepository reviewers;
    private final ApplicationEventPublisher events;
    private final AuditLog audit;
    private final SignInSettings settings;
    private final Clock clock;
    private final Bucket refusedLately;

    ReviewerService(
            ReviewerRepository reviewers,
            ApplicationEventPublisher events,
            AuditLog audit,
            SignInSettings settings,
            Clock clock) {
        this.reviewers = reviewers;
        this.events = events;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
        this.refusedLately = Bucket.builder()
                .withCustomTimePrecision(ClockTicker.meter(clock))
                .addLimit(limit -> limit.capacity(REFUSALS_AN_HOUR).refillGreedy(REFUSALS_AN_HOUR, Duration.ofHours(1)))
                .build();
        if (settings.admitsAnybody()) {
            log.warn("ALLOWED_DOMAINS and ALLOWED_EMAILS are empty: anybody may sign in");
        }
    }

    boolean hasDevelopmentSignIn() {
        return settings.development();
    }

    /** @throws ForbiddenException if the allow lists do not admit this address */
    @Transactional
    SessionReviewer signInForDevelopment(String email, @Nullable String name, SignInOrigin origin) {
        if (!settings.admits(email, null)) {
            throw new ForbiddenException("This address may not sign in here");
        }
        return refresh(Account.inDevelopment(email, name), email, origin);
    }

    /** @throws SignInRefusedException if the address is not verified, or the allow lists do not admit it */
    @Transactional
    SessionReviewer signIn(Account account, SignInOrigin origin) {
        var email = account.email();
        if (email == null || !Account.isEmail(email) || !account.emailVerified()) {
            throw refusal(account, SignInRefusal.EMAIL_NOT_VERIFIED);
        }
        if (!settings.admits(email, account.hostedDomain())) {
            throw refusal(account, settings.refusal());
        }
        return refresh(account, email, origin);
    }

    private static SignInRefusedException refusal(Account account, SignInRefusal refusal) {
        log.info("The account with the subject {} was not signed in: {}", account.subject(), refusal.code());
        return new SignInRefusedException(refusal, account.email());
    }

    /**
     * The subject identifies the person, because an address can change, and can pass to another person. A session has the
     * rights of the address that it started with, so sessions under an address that changed are ended.
     */
    private SessionReviewer refresh(Account account, String email, SignInOrigin origin) {
        var now = clock.instant();
        reviewers.insertIfAbsent(Ids.next(), account.subject(), email, now);
        var reviewer = reviewers.findBySubject(account.subject()).orElseThrow();
        if (!reviewer.hasAddress(email)) {
            endSessionsOf(reviewer.id());
        }
        reviewers.findOthersByAddress(email, reviewer.id()).forEach(this::endSessionsOf);
        audit.record(origin.reviewer(reviewer.id(), email), Action.SIGN_IN, reviewer.id(), null, null);
        return reviewer.signIn(account, email, now);
    }

    /**
     * Records a refused sign-in in the audit log, at most a hundred an hour, because anybody with any account can cause
     * refusals. The log and the metric have the others.
     */
    void noteRefusal(@Nullable String email, SignInRefusal refusal, SignInOrigin origin) {
        if (refusedLately.tryConsume(1)) {
            audit.note(origin.visitor(email), Action.SIGN_IN_REFUSED, null, Map.of("reason", refusal.code()));
        }
    }

    /** @param everywhere whether all sessions of the reviewer end */
    void noteSignOut(SessionReviewer reviewer, boolean everywhere, SignInOrigin origin) {
        audit.note(
                origin.reviewer(reviewer.id(), reviewer.email()),
                Action.SIGN_OUT,
                reviewer.id(),
                Map.of("everywhere", everywhere));
    }

    /** Signs a reviewer out on every device. */
    void endSessionsOf(UUID reviewer) {
        events.publishEvent(new SessionsRevoked(reviewer));
    }

    /** The caller of a session; empty if the allow lists no longer admit the account. */
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
