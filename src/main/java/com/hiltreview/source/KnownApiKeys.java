package com.hiltreview.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hiltreview.access.Caller;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Recognises API keys, and remembers those that were right for a moment, by their hashes. */
@Repository
class KnownApiKeys {
    /** How long another instance may go on with a key that was revoked. */
    static final Duration REMEMBERED_FOR = Duration.ofSeconds(10);

    private static final int MAX_REMEMBERED = 10_000;

    private static final String FIND = """
            select id, source_id, key_hash from api_keys where key_prefix = ? and revoked_at is null
            """;

    private final JdbcTemplate jdbc;
    private final Cache<ByteBuffer, Known> remembered;

    KnownApiKeys(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.remembered = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(REMEMBERED_FOR)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /** A key that is in force, and who holds it. */
    record Known(UUID id, Caller caller) {}

    /** Null where the key is unknown or revoked; that is not remembered. */
    @Nullable
    Known find(ApiKeySecret secret) {
        var hash = secret.hash();
        var key = ByteBuffer.wrap(hash);
        var known = remembered.getIfPresent(key);
        if (known == null) {
            known = load(secret.prefix(), hash);
            if (known != null) {
                remembered.put(key, known);
            }
        }
        return known;
    }

    private @Nullable Known load(String prefix, byte[] hash) {
        return jdbc.query(
                FIND,
                row -> {
                    if (!row.next() || !MessageDigest.isEqual(row.getBytes("key_hash"), hash)) {
                        return null;
                    }
                    var id = row.getObject("id", UUID.class);
                    var source = row.getObject("source_id", UUID.class);
                    return new Known(id, source == null ? new Caller.AdminKey(id) : new Caller.SourceKey(id, source));
                },
                prefix);
    }

    void forget(UUID id) {
        remembered.asMap().values().removeIf(known -> known.id().equals(id));
    }

    /** For keys that go with their source. */
    void forgetSource(UUID sourceId) {
        remembered
                .asMap()
                .values()
                .removeIf(known -> sourceId.equals(known.caller().ownSource()));
    }
}
