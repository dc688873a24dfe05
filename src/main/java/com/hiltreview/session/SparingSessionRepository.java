package com.hiltreview.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * Writes a session's last access at most once a minute instead of at every request. A session that has ended by the current
 * settings is not found, even if it was created under others; its row is removed by the next clean-up.
 */
class SparingSessionRepository<S extends Session>
        implements SessionRepository<SparingSessionRepository.SparingSession<S>> {
    private static final Duration PRECISION = Duration.ofMinutes(1);

    private static final int MAX_GONE = 20_000;
    private static final Duration GONE_FOR = Duration.ofHours(1);

    private final SessionRepository<S> delegate;
    private final SessionSettings settings;
    private final Clock clock;

    /** An ended session stays ended, so a browser that still sends its cookie costs one look-up only. */
    private final Cache<String, Boolean> gone = Caffeine.newBuilder()
            .maximumSize(MAX_GONE)
            .expireAfterWrite(GONE_FOR)
            .build();

    SparingSessionRepository(SessionRepository<S> delegate, SessionSettings settings, Clock clock) {
        this.delegate = delegate;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public SparingSession<S> createSession() {
        return new SparingSession<>(delegate.createSession());
    }

    @Override
    public void save(SparingSession<S> session) {
        delegate.save(session.delegate);
    }

    @Override
    public @Nullable SparingSession<S> findById(String id) {
        if (gone.getIfPresent(id) != null) {
            return null;
        }
        var session = delegate.findById(id);
        if (session == null || hasEnded(session)) {
            gone.put(id, true);
            return null;
        }
        return new SparingSession<>(session);
    }

    private boolean hasEnded(S session) {
        var now = clock.instant();
        return !now.isBefore(session.getCreationTime().plus(settings.maximum()))
                || !now.isBefore(session.getLastAccessedTime().plus(settings.timeout()));
    }

    @Override
    public void deleteById(String id) {
        delegate.deleteById(id);
    }

    /** Hides small changes of the last access from its delegate, which would write them. */
    static final class SparingSession<S extends Session> implements Session {
        private final S delegate;

        SparingSession(S delegate) {
            this.delegate = delegate;
        }

        @Override
        public void setLastAccessedTime(Instant time) {
            if (Duration.between(delegate.getLastAccessedTime(), time).compareTo(PRECISION) >= 0) {
                delegate.setLastAccessedTime(time);
            }
        }

        @Override
        public Instant getLastAccessedTime() {
            return delegate.getLastAccessedTime();
        }

        @Override
        public String getId() {
            return delegate.getId();
        }

        @Override
        public String changeSessionId() {
            return delegate.changeSessionId();
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // Spring Session's own signature.
        public <T> @Nullable T getAttribute(String name) {
            return delegate.getAttribute(name);
        }

        @Override
        public Set<String> getAttributeNames() {
            return delegate.getAttributeNames();
        }

        @Override
        public void setAttribute(String name, Object value) {
            delegate.setAttribute(name, value);
        }

        @Override
        public void removeAttribute(String name) {
            delegate.removeAttribute(name);
        }

        @Override
        public Instant getCreationTime() {
            return delegate.getCreationTime();
        }

        @Override
        public void setMaxInactiveInterval(Duration interval) {
            delegate.setMaxInactiveInterval(interval);
        }

        @Override
        public Duration getMaxInactiveInterval() {
            return delegate.getMaxInactiveInterval();
        }

        @Override
        public boolean isExpired() {
            return delegate.isExpired();
        }
    }
}
