package com.hiltreview.security;

import com.hiltreview.apikey.ApiKeyService;
import com.hiltreview.connection.ClientConnection;
import com.hiltreview.ratelimit.Counted;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends the streams and waits of callers whose key was revoked or whose session has ended since they began. */
@Component
class CallerWatch {
    private static final Logger log = LoggerFactory.getLogger(CallerWatch.class);

    private static final String SESSIONS_IN_FORCE = """
            select session_id from spring_session
            where session_id = any(cast(? as text[])) and last_access_time > ? and creation_time > ?
            """;

    private final ApiKeyService keys;
    private final JdbcTemplate jdbc;
    private final SessionSettings settings;
    private final Clock clock;
    private final Set<Watched> open = ConcurrentHashMap.newKeySet();

    CallerWatch(ApiKeyService keys, JdbcTemplate jdbc, SessionSettings settings, Clock clock) {
        this.keys = keys;
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** An open request, each of them by itself. */
    static final class Watched {
        private final Counted caller;
        private final ClientConnection connection;

        private Watched(Counted caller, ClientConnection connection) {
            this.caller = caller;
            this.connection = connection;
        }
    }

    Watched add(Counted caller, ClientConnection connection) {
        var watched = new Watched(caller, connection);
        open.add(watched);
        return watched;
    }

    void remove(Watched watched) {
        open.remove(watched);
    }

    /** Two queries for all of them, more often than a stream says that it is still there. */
    @Scheduled(fixedDelay = 5_000, initialDelay = 5_000)
    void endThoseWithoutCredentials() {
        try {
            var callers = new HashSet<Counted>();
            open.forEach(watched -> callers.add(watched.caller));
            var gone = gone(callers);
            // One that came since then was let in with credentials that were looked up since then.
            open.stream().filter(watched -> gone.contains(watched.caller)).forEach(watched -> watched.connection.cut());
        } catch (RuntimeException databaseAway) {
            log.debug("The callers of open requests were not looked up", databaseAway);
        }
    }

    private Set<Counted> gone(Set<Counted> callers) {
        var keyIds = new HashSet<UUID>();
        var sessionIds = new HashSet<String>();
        for (var caller : callers) {
            switch (caller) {
                case Counted.Key key -> keyIds.add(key.id());
                case Counted.Session session -> sessionIds.add(session.id());
                case Counted.Network nobody -> {}
            }
        }
        var keysInForce = keyIds.isEmpty() ? Set.<UUID>of() : keys.inForce(keyIds);
        var sessionsInForce = sessionIds.isEmpty() ? Set.<String>of() : sessionsInForce(sessionIds);
        var gone = new HashSet<Counted>();
        for (var caller : callers) {
            boolean inForce = switch (caller) {
                case Counted.Key key -> keysInForce.contains(key.id());
                case Counted.Session session -> sessionsInForce.contains(session.id());
                case Counted.Network nobody -> true;
            };
            if (!inForce) {
                gone.add(caller);
            }
        }
        return gone;
    }

    private Set<String> sessionsInForce(Set<String> ids) {
        var now = clock.instant();
        return Set.copyOf(jdbc.queryForList(
                SESSIONS_IN_FORCE,
                String.class,
                ids.toArray(String[]::new),
                now.minus(settings.timeout()).toEpochMilli(),
                now.minus(settings.maximum()).toEpochMilli()));
    }
}
