package com.hiltreview.source;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import com.hiltreview.access.Caller;
import com.hiltreview.error.NotFoundException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The keys of agents and administrators. */
@Service
public class ApiKeyService {
    private final ApiKeyRepository keys;
    private final SourceService sources;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final TimeBasedEpochRandomGenerator ids = Generators.timeBasedEpochRandomGenerator();
    private final Map<UUID, Instant> used = new ConcurrentHashMap<>();

    ApiKeyService(ApiKeyRepository keys, SourceService sources, Clock clock) {
        this.keys = keys;
        this.sources = sources;
        this.clock = clock;
    }

    /** Makes a key; this is the only moment at which the whole of it is known. */
    @Transactional
    public ApiKeyView create(
            ApiKeyType type, ApiKeyEnvironment environment, @Nullable UUID sourceId, @Nullable String name) {
        if (sourceId != null) {
            sources.nameOf(sourceId);
        }
        var secret = ApiKeySecret.generate(type, environment, random);
        var key = new ApiKey(ids.generate(), sourceId, secret, name, clock.instant());
        keys.persist(key);
        return key.view(secret);
    }

    /** Registers a key that the operator chose, unless it is there already. */
    @Transactional
    public void registerAdminKey(ApiKeySecret secret, String name) {
        if (keys.findByKeyPrefix(secret.prefix()).isEmpty()) {
            keys.persist(new ApiKey(ids.generate(), null, secret, name, clock.instant()));
        }
    }

    List<ApiKeyView> list(@Nullable UUID sourceId) {
        var found = sourceId == null ? keys.findAllByOrderByIdDesc() : keys.findAllBySourceIdOrderByIdDesc(sourceId);
        return found.stream().map(key -> key.view(null)).toList();
    }

    @Transactional
    void revoke(UUID id) {
        keys.findById(id)
                .orElseThrow(() -> new NotFoundException("api_key", id))
                .revoke(clock.instant());
    }

    /** The caller that holds this key, if it is known and not revoked. One statement, no transaction around it. */
    public Optional<Caller> authenticate(String text) {
        return ApiKeySecret.parse(text)
                .flatMap(secret -> keys.findByKeyPrefix(secret.prefix())
                        .filter(key -> MessageDigest.isEqual(key.keyHash(), secret.hash()) && !key.isRevoked())
                        .map(this::caller));
    }

    private Caller caller(ApiKey key) {
        used.put(key.id(), clock.instant().truncatedTo(ChronoUnit.MINUTES));
        return switch (key.keyType()) {
            case SOURCE -> new Caller.SourceKey(key.id(), Objects.requireNonNull(key.sourceId()));
            case ADMIN -> new Caller.AdminKey(key.id());
        };
    }

    /** Writes down which keys were used since the last time, off the path of any request. */
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
