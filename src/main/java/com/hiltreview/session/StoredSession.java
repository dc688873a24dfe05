package com.hiltreview.session;

import com.hiltreview.sql.GatheredReads;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** A session as it is stored, to be read only. */
record StoredSession(Instant creationTime, Instant lastAccessTime, Instant expiryTime, Map<String, Object> attributes) {
    private static final String FIND = """
            select s.session_id, s.creation_time, s.last_access_time, s.expiry_time, a.attribute_name, a.attribute_bytes
            from spring_session s left join spring_session_attributes a on a.session_primary_id = s.primary_id
            where s.session_id = any (cast((select ?) as bpchar[]))
            """;

    private static final int AT_ONCE = 50;

    /** Reads sessions by their ids. */
    static GatheredReads<String, StoredSession> reads(JdbcTemplate jdbc) {
        return new GatheredReads<>(AT_ONCE, ids -> find(ids, jdbc));
    }

    private static Map<String, StoredSession> find(List<String> ids, JdbcTemplate jdbc) {
        var found = new HashMap<String, StoredSession>();
        jdbc.query(
                FIND,
                row -> {
                    var id = row.getString(1);
                    var session = found.get(id);
                    if (session == null) {
                        session = new StoredSession(
                                Instant.ofEpochMilli(row.getLong(2)),
                                Instant.ofEpochMilli(row.getLong(3)),
                                Instant.ofEpochMilli(row.getLong(4)),
                                new HashMap<>());
                        found.put(id, session);
                    }
                    var name = row.getString(5);
                    if (name != null) {
                        session.attributes.put(name, new String(row.getBytes(6), StandardCharsets.UTF_8));
                    }
                },
                (Object) ids.toArray(String[]::new));
        return found;
    }
}
