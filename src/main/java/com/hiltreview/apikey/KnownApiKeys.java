package com.hiltreview.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hiltreview.access.Caller;
import com.hiltreview.live.Signals;
import com.hiltreview.live.Topic;
import com.hiltreview.ratelimit.ClockTicker;
import com.hiltreview.source.SourceDeleted;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Looks API keys up, and caches valid ones for a short time, by their hashes. */
@Repository
class KnownApiKeys {
    /** How long another instance may accept a revoked key if the signal does not reach it. */
    static final Duration REMEMBERED_FOR = Duration.ofSeconds(10);

    /** How long a key that was valid here is looked up without counting as a guess. */
    private static final Duration FAMILIAR_FOR = Duration.ofDays(1);

    private static final int MAX_REMEMBERED = 10_000;

    private static final String KIND = "api-keys";

    private static final String FIND = """
            select id, source_id, key_hash from api_keys where key_prefix = ? and revoked_at is null
            """;

    private static final String IN_FORCE = "select id from api_keys where id = any(?) and revoked_at is null";

    private final JdbcTemplate jdbc;
    private final Signals signals;
    private final Cache<ByteBuffer, Known> remembered;
    private final Cache<ByteBuffer, Boolean> familiar;

    /** Incremented whenever keys are evicted, so that the result of a look-up under way is not cached. */
    private final AtomicLong forgotten = new AtomicLong();

    KnownApiKeys(JdbcTemplate jdbc, Signals signals, Clock clock) {
        this.jdbc = jdbc;
        this.signals = signals;
        signals.listen(KIND, this::forgetBy, this::forgetAll);
        this.remembered = cache(REMEMBERED_FOR, clock);
        this.familiar = cache(FAMILIAR_FOR, clock);
    }

    private static <V> Cache<ByteBuffer, V> cache(Duration kept, Clock clock) {
        return Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(kept)
                .ticker(ClockTicker.of(clock))
                .build();
    }

    /** A key that is not revoked, and the caller that it belongs to. */
    record Known(UUID id, Caller caller) {}

    /** Empty if the key is unknown or revoked; that is not cached. */
    Optional<Known> find(ApiKeySecret secret, Guess guess) {
        var hash = secret.hash();
        var key = ByteBuffer.wrap(hash);
        var known = remembered.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        long before = forgotten.get();
        // A caller that shares an address with an attacker is not locked out if its key was valid before.
        var loaded = familiar.getIfPresent(key) == null
                ? guess.risk(() -> load(secret.prefix(), hash))
                : load(secret.prefix(), hash);
        loaded.ifPresentOrElse(
                found -> {
                    remember(key, found, before);
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
                    return Optional.of(new Known(
                            id,
                            source == null
                                    ? new Caller.AdminKey(id, prefix)
                                    : new Caller.SourceKey(id, prefix, source)));
                },
                prefix));
    }

    /** @param before the value of {@link #forgotten} before the look-up; the key may have been revoked since */
    private void remember(ByteBuffer key, Known found, long before) {
        remembered.put(key, found);
        if (forgotten.get() != before) {
            remembered.invalidate(key);
        }
    }

    Set<UUID> inForce(Set<UUID> ids) {
        return Set.copyOf(jdbc.queryForList(IN_FORCE, UUID.class, (Object) ids.toArray(UUID[]::new)));
    }

    /** Signals to all instances that a key was revoked. */
    void revoked(UUID id) {
        signals.afterCommit(new Topic(KIND, id));
    }

    /** The keys of a source are deleted with it. */
    @EventListener
    void forget(SourceDeleted deleted) {
        signals.afterCommit(new Topic(KIND, deleted.sourceId()));
    }

    /** @param id of a key, or of a deleted source */
    private void forgetBy(UUID id) {
        forgotten.incrementAndGet();
        remembered
                .asMap()
                .values()
                .removeIf(known -> id.equals(known.id())
                        || (known.caller() instanceof Caller.SourceKey key && id.equals(key.sourceId())));
    }

    private void forgetAll() {
        forgotten.incrementAndGet();
        remembered.invalidateAll();
    }
}
