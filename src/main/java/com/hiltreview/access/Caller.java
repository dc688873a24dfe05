package com.hiltreview.access;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who makes a request. */
public sealed interface Caller {
    /** An agent or executor, with a key of its source. */
    record SourceKey(UUID keyId, String keyPrefix, UUID sourceId) implements Caller {}

    /** An administrator's key. */
    record AdminKey(UUID keyId, String keyPrefix) implements Caller {}

    /**
     * A reviewer with a session.
     *
     * @param id the user's id
     * @param email the address that decisions are recorded under
     * @param administrator whether {@code ADMIN_EMAILS} lists the address
     */
    record Reviewer(
            UUID id,
            String email,
            @Nullable String name,
            @Nullable String pictureUrl,
            boolean administrator) implements Caller {}

    default Role role() {
        return switch (this) {
            case SourceKey key -> Role.SOURCE;
            case AdminKey key -> Role.ADMIN;
            case Reviewer reviewer -> reviewer.administrator() ? Role.ADMIN_REVIEWER : Role.REVIEWER;
        };
    }

    /** What this caller may see. */
    default Scope scope() {
        return this instanceof SourceKey key ? Scope.of(key.sourceId()) : new Scope.Everything();
    }
}
