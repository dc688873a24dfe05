package com.hiltreview.session;

import com.hiltreview.reviewer.SessionsRevoked;
import java.time.Clock;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Many sessions at once: which of them are open, and the end of all of a reviewer's. */
@Component
public class OpenSessions {
    private static final String OPEN = """
            select session_id from spring_session
            where session_id = any(cast(? as text[])) and last_access_time > ? and creation_time > ?
            """;

    private final JdbcTemplate jdbc;
    private final SessionSettings settings;
    private final Clock clock;

    OpenSessions(JdbcTemplate jdbc, SessionSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** Those of the sessions that are open, by one statement; the repository of Spring Session would take one for each. */
    public Set<String> among(Set<String> ids) {
        var now = clock.instant();
        return Set.copyOf(jdbc.queryForList(
                OPEN,
                String.class,
                ids.toArray(String[]::new),
                now.minus(settings.timeout()).toEpochMilli(),
                now.minus(settings.maximum()).toEpochMilli()));
    }

    /** By one statement, which reads no session; the repository of Spring Session would read each. */
    @EventListener
    void end(SessionsRevoked revoked) {
        jdbc.update(
                "delete from spring_session where principal_name = ?",
                revoked.reviewerId().toString());
    }
}
