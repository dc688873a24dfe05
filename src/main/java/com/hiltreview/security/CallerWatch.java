package com.hiltreview.security;

import com.hiltreview.apikey.ApiKeyService;
import com.hiltreview.connection.ClientConnection;
import com.hiltreview.ratelimit.Counted;
import com.hiltreview.session.OpenSessions;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends the streams and waits of callers whose key was revoked or whose session has ended since they began. */
@Component
class CallerWatch {
    private static final Logger log = LoggerFactory.getLogger(CallerWatch.class);

    private final ApiKeyService keys;
    private final OpenSessions sessions;
    private final Set<Watched> open = ConcurrentHashMap.newKeySet();

    CallerWatch(ApiKeyService keys, OpenSessions sessions) {
        this.keys = keys;
        this.sessions = sessions;
    }

    /** An open request; compared by identity, since a caller may have several. */
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

    /** Two queries for all open requests, more often than the heartbeat of a stream. */
    @Scheduled(fixedDelay = 5_000, initialDelay = 5_000)
    void endThoseWithoutCredentials() {
        try {
            var callers = new HashSet<Counted>();
            open.forEach(watched -> callers.add(watched.caller));
            var gone = gone(callers);
            // Requests that were opened meanwhile had their credentials checked meanwhile.
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
        var openSessions = sessionIds.isEmpty() ? Set.<String>of() : sessions.among(sessionIds);
        var gone = new HashSet<Counted>();
        for (var caller : callers) {
            boolean inForce = switch (caller) {
                case Counted.Key key -> keysInForce.contains(key.id());
                case Counted.Session session -> openSessions.contains(session.id());
                case Counted.Network nobody -> true;
            };
            if (!inForce) {
                gone.add(caller);
            }
        }
        return gone;
    }
}
