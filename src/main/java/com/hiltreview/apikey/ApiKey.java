package com.hiltreview.apikey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The record of a key, with its hash instead of the key itself. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads every field.
@Table(name = "api_keys")
@DynamicUpdate
class ApiKey {
    @Id
    private UUID id;

    private @Nullable UUID sourceId;
    private String keyPrefix;
    private byte[] keyHash;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    @Column(columnDefinition = "api_key_type")
    private ApiKeyType keyType;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    @Column(columnDefinition = "api_key_environment")
    private ApiKeyEnvironment environment;

    private @Nullable String name;
    private Instant createdAt;
    private @Nullable Instant lastUsedAt;
    private @Nullable Instant revokedAt;

    @SuppressWarnings("NullAway.Init")
    protected ApiKey() {}

    ApiKey(UUID id, @Nullable UUID sourceId, ApiKeySecret secret, @Nullable String name, Instant now) {
        this.id = id;
        this.sourceId = sourceId;
        this.keyPrefix = secret.prefix();
        this.keyHash = secret.hash();
        this.keyType = secret.type();
        this.environment = secret.environment();
        this.name = name;
        this.createdAt = now;
    }

    UUID id() {
        return id;
    }

    void revoke(Instant now) {
        if (revokedAt == null) {
            revokedAt = now;
        }
    }

    ApiKeyView view(@Nullable ApiKeySecret secret) {
        return new ApiKeyView(
                id,
                secret == null ? null : secret.text(),
                keyPrefix,
                keyType,
                environment,
                sourceId,
                name,
                createdAt,
                lastUsedAt,
                revokedAt);
    }
}
