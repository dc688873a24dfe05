package com.hiltreview.apikey;

import com.hiltreview.access.Caller;
import com.hiltreview.audit.Action;
import com.hiltreview.audit.Actor;
import com.hiltreview.audit.AuditLog;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.id.Ids;
import com.hiltreview.source.SourceService;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** The keys of agents and administrators. */
@Service
public class ApiKeyService {
    private final ApiKeyRepository keys;
    private final KnownApiKeys known;
    private final SourceService sources;
    private final AuditLog audit;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<UUID, Instant> used = new ConcurrentHashMap<>();

    ApiKeyService(
            ApiKeyRepository keys,
            KnownApiKeys known,
            SourceService sources,
            AuditLog audit,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.keys = keys;
        this.known = known;
        this.sources = sources;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** Creates a key; only this answer has the whole key. */
    @Transactional
    public ApiKeyView create(
            ApiKeyType type,
            ApiKeyEnvironment environment,
            @Nullable UUID sourceId,
            @Nullable String name,
            Actor actor) {
        if (sourceId != null) {
            sources.keep(sourceId);
        }
        var secret = ApiKeySecret.generate(type, environment, random);
        var key = new ApiKey(Ids.next(), sourceId, secret, name, clock.instant());
        keys.persist(key);
        audit.record(actor, Action.API_KEY_CREATE, key.id(), null, key.view(null));
        return key.view(secret);
    }

    /** Registers a key that the operator chose, unless it exists already. */
    @Transactional
    public void registerAdminKey(ApiKeySecret secret, String name) {
        var id = Ids.next();
        var now = clock.instant();
        int inserted = keys.insertAdminKeyIfAbsent(
                id, secret.prefix(), secret.hash(), secret.environment().name(), name, now);
        if (inserted > 0) {
            var key = new ApiKey(id, null, secret, name, now);
            audit.record(Actor.OPERATOR, Action.API_KEY_CREATE, key.id(), null, key.view(null));
        }
    }

    /** @throws NotFoundException if there is no such source */
    List<ApiKeyView> list(@Nullable UUID sourceId) {
        if (sourceId != null) {
            sources.requireExists(sourceId);
        }
        var found = sourceId == null ? keys.findAllNewestFirst() : keys.findAllBySourceNewestFirst(sourceId);
        return found.stream().map(key -> key.view(null)).toList();
    }

    /** The key is refused here at once, and on other instances as soon as the signal reaches them. */
    void revoke(UUID id, Actor actor) {
        transaction.executeWithoutResult(status -> {
            var key = keys.findById(id).orElseThrow(() -> new NotFoundException("api_key", id));
            var before = key.view(null);
            key.revoke(clock.instant());
            audit.record(actor, Action.API_KEY_REVOKE, id, before, key.view(null));
        });
        known.revoked(id);
    }

    /** The number of keys that are not revoked. */
    @Transactional(readOnly = true)
    public long countActive() {
        return keys.countByRevokedAtIsNull();
    }

    /**
     * The caller that this key belongs to, if it exists and is not revoked. Takes at most one statement, without a transaction.
     *
     * @param guess is used up by a wrong key; if none is left, keys that were not valid here recently are looked up slowly
     */
    public Optional<Caller> authenticate(String text, Guess guess) {
        var secret = ApiKeySecret.parse(text);
        if (secret.isEmpty()) {
            guess.spend();
            return Optional.empty();
        }
        var found = known.find(secret.get(), guess);
        found.ifPresent(key -> used.put(key.id(), clock.instant().truncatedTo(ChronoUnit.MINUTES)));
        return found.map(KnownApiKeys.Known::caller);
    }

    /** Which of these keys are not revoked, according to the database. */
    public Set<UUID> inForce(Set<UUID> ids) {
        return known.inForce(ids);
    }

    /** Records which keys were used since the last call; runs outside of requests. */
    @Transactional
    void recordUse() {
        for (var id : List.copyOf(used.keySet())) {
            var minute = used.remove(id);
            if (minute != null) {
                keys.markUsed(id, minute);
            }
        }
    }
}
