package com.hiltreview.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hiltreview.sql.GatheredReads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * Reads sessions with few statements, and writes a session's last access at most once a minute instead of at every request.
 * Spring Session's own repository reads a session only if it is changed. A session that has ended by the current settings is
 * not found, even if it was created under others; its row is removed by the next clean-up.
 */
class SparingSessionRepository<S extends Session>
        implements SessionRepository<SparingSessionRepository.SparingSession<S>> {
    private static final Duration PRECISION = Duration.ofMinutes(1);

    private static final int MAX_GONE = 20_000;
    private static final Duration GONE_FOR = Duration.ofHours(1);

    private final SessionRepository<S> delegate;
    private final GatheredReads<String, StoredSession> stored;
    private final SessionSettings settings;
    private final Clock clock;

    /** An ended session stays ended, so a browser that still sends its cookie costs one look-up only. */
    private final Cache<String, Boolean> gone = Caffeine.newBuilder()
            .maximumSize(MAX_GONE)
            .expireAfterWrite(GONE_FOR)
            .build();

    SparingSessionRepository(
            SessionRepository<S> delegate,
            GatheredReads<String, StoredSession> stored,
            SessionSettings settings,
            Clock clock) {
        this.delegate = delegate;
        this.stored = stored;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public SparingSession<S> createSession() {
        return new SparingSession<>(delegate.createSession());
    }

    @Override
    public void save(SparingSession<S> session) {
        if (session.changing != null) {
            delegate.save(session.changing);
        }
    }

    @Override
    public @Nullable SparingSession<S> findById(String id) {
        if (gone.getIfPresent(id) != null) {
            return null;
        }
        var found = stored.read(id).filter(session -> !hasEnded(session));
        if (found.isEmpty()) {
            gone.put(id, true);
            return null;
        }
        return new SparingSession<>(id, found.get(), delegate);
    }

    private boolean hasEnded(StoredSession session) {
        var now = clock.instant();
        return !now.isBefore(session.creationTime().plus(settings.maximum()))
                || !now.isBefore(session.lastAccessTime().plus(settings.timeout()))
                || !now.isBefore(session.expiryTime());
    }

    @Override
    public void deleteById(String id) {
        delegate.deleteById(id);
    }

    /** Hides small changes of the last access from the delegate, which would write them. */
    static final class SparingSession<S extends Session> implements Session {
        private final String storedId;
        private final @Nullable StoredSession stored;
        private final @Nullable SessionRepository<S> repository;

        /** The delegate's session: a new one, or a stored one that is being changed. */
        private @Nullable S changing;

        SparingSession(S created) {
            this.storedId = created.getId();
            this.stored = null;
            this.repository = null;
            this.changing = created;
        }

        SparingSession(String id, StoredSession stored, SessionRepository<S> repository) {
            this.storedId = id;
            this.stored = stored;
            this.repository = repository;
        }

        /** @throws IllegalStateException if the session has ended since it was read */
        private S changing() {
            if (changing == null) {
                changing = Objects.requireNonNull(repository).findById(storedId);
            }
            if (changing == null) {
                throw new IllegalStateException("The session has ended");
            }
            return changing;
        }

        @Override
        public void setLastAccessedTime(Instant time) {
            if (Duration.between(getLastAccessedTime(), time).compareTo(PRECISION) < 0) {
                return;
            }
            if (changing == null) {
                changing = Objects.requireNonNull(repository).findById(storedId);
            }
            if (changing != null) {
                changing.setLastAccessedTime(time);
            }
        }

        @Override
        public Instant getLastAccessedTime() {
            return changing == null ? stored().lastAccessTime() : changing.getLastAccessedTime();
        }

        @Override
        public String getId() {
            return changing == null ? storedId : changing.getId();
        }

        @Override
        public String changeSessionId() {
            return changing().changeSessionId();
        }

        @Override
        @SuppressWarnings({"TypeParameterUnusedInFormals", "unchecked"}) // Spring Session's own signature.
        public <T> @Nullable T getAttribute(String name) {
            return changing == null ? (T) stored().attributes().get(name) : changing.getAttribute(name);
        }

        @Override
        public Set<String> getAttributeNames() {
            return changing == null ? stored().attributes().keySet() : changing.getAttributeNames();
        }

        private StoredSession stored() {
            return Objects.requireNonNull(stored);
        }

        @Override
        public void setAttribute(String name, Object value) {
            changing().setAttribute(name, value);
        }

        @Override
        public void removeAttribute(String name) {
            changing().removeAttribute(name);
        }

        @Override
        public Instant getCreationTime() {
            return changing == null ? stored().creationTime() : changing.getCreationTime();
        }

        @Override
        public void setMaxInactiveInterval(Duration interval) {
            changing().setMaxInactiveInterval(interval);
        }

        @Override
        public Duration getMaxInactiveInterval() {
            return changing == null
                    ? Duration.between(stored().lastAccessTime(), stored().expiryTime())
                    : changing.getMaxInactiveInterval();
        }

        /** One that has ended is not found. */
        @Override
        public boolean isExpired() {
            return changing != null && changing.isExpired();
        }
    }
}
