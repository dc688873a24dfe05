package com.hiltreview.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is shown.
 *
 * @param key the whole key, only in the answer to its creation
 * @param lastUsedAt to the minute
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKeyView(
        UUID id,
        @Nullable String key,
        String keyPrefix,
        ApiKeyType keyType,
        ApiKeyEnvironment environment,
        @Nullable UUID sourceId,
        @Nullable String name,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {
    @Override
    public String toString() {
        return "ApiKeyView[" + keyPrefix + "…]";
    }
}
