package com.hiltreview.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hiltreview.access.Caller;
import com.hiltreview.source.SourceDeleted;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.event.TransactionalEventListener;

/** Recognises API keys, and remembers those that were right for a moment, by their hashes. */
@Repository
class KnownApiKeys {
    /** How long another instance may go on with a key that was revoked. */
    static final Duration REMEMBERED_FOR = Duration.ofSeconds(10);

    /** How long a key that was right here is looked up without being counted as a guess. */
    private static final Duration FAMILIAR_FOR = Duration.ofDays(1);

    private static final int MAX_REMEMBERED = 10_000;

    private static final String FIND = """
            select id, source_id, key_hash from api_keys where key_prefix = ? and revoked_at is null
            """;

    private final JdbcTemplate jdbc;
    private final Cache<ByteBuffer, Known> remembered;
    private final Cache<ByteBuffer, Boolean> familiar;

    KnownApiKeys(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.remembered = cache(REMEMBERED_FOR, clock);
        this.familiar = cache(FAMILIAR_FOR, clock);
    }

    private static <V> Cache<ByteBuffer, V> cache(Duration kept, Clock clock) {
        return Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(kept)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /** A key that is in force, and who holds it. */
    record Known(UUID id, Caller caller) {}

    /** Empty where the key is unknown or revoked; that is not remembered. */
    Optional<Known> find(ApiKeySecret secret, Guess guess) {
        var hash = secret.hash();
        var key = ByteBuffer.wrap(hash);
        var known = remembered.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        // Whoever shares an address with somebody who guesses is not locked out with a key that was right before.
        var loaded = familiar.getIfPresent(key) == null
                ? guess.risk(() -> load(secret.prefix(), hash))
                : load(secret.prefix(), hash);
        loaded.ifPresentOrElse(
                found -> {
                    remembered.put(key, found);
                    familiar.put(key, true);
                },
                () -> familiar.invalidate(key));
        return loaded;
    }

    private Optional<Known> load(String prefix, byte[] hash) {
        return Objects.requireNonNull(jdbc.query(
                FIND,
                row -> {
                    if (!row.next() || !MessageDigest.isEqual(row.getBytes("key_hash"), hash)) {
                        return Optional.<Known>empty();
                    }
                    var id = row.getObject("id", UUID.class);
                    var source = row.getObject("source_id", UUID.class);
                    return Optional.of(
                            new Known(id, source == null ? new Caller.AdminKey(id) : new Caller.SourceKey(id, source)));
                },
                prefix));
    }

    void forget(UUID id) {
        remembered.asMap().values().removeIf(known -> known.id().equals(id));
    }

    /** Its keys have gone with it. */
    @TransactionalEventListener
    void forget(SourceDeleted deleted) {
        var sourceId = deleted.sourceId();
        remembered
                .asMap()
                .values()
                .removeIf(known -> sourceId.equals(known.caller().ownSource()));
    }
}
