package com.hiltreview.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.hiltreview.access.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who does something, and from where.
 *
 * @param id of the key or the user
 * @param name the e-mail address of a reviewer or visitor, the prefix of a key
 * @param clientAddress as far as trusted proxies tell it
 */
public record Actor(
        Kind kind,
        @Nullable UUID id,
        @Nullable String name,
        @Nullable String clientAddress,
        @Nullable String requestId) {
    /** Whoever starts the service, and has its settings and its command line. */
    public static final Actor OPERATOR = new Actor(Kind.OPERATOR, null, null, null, null);

    /** The service itself. */
    public static final Actor SERVICE = new Actor(Kind.SERVICE, null, null, null, null);

    /** How an actor is known. */
    public enum Kind {
        @JsonProperty("source_key")
        SOURCE_KEY,
        @JsonProperty("admin_key")
        ADMIN_KEY,
        @JsonProperty("reviewer")
        REVIEWER,
        @JsonProperty("visitor")
        VISITOR,
        @JsonProperty("operator")
        OPERATOR,
        @JsonProperty("service")
        SERVICE
    }

    /** Somebody who was not signed in, under the address that was claimed. */
    public static Actor visitor(@Nullable String email, String clientAddress, @Nullable String requestId) {
        return new Actor(Kind.VISITOR, null, email, clientAddress, requestId);
    }

    /** A reviewer who signs in or out. */
    public static Actor reviewer(UUID id, String email, String clientAddress, @Nullable String requestId) {
        return new Actor(Kind.REVIEWER, id, email, clientAddress, requestId);
    }

    public static Actor of(Caller caller, String clientAddress, @Nullable String requestId) {
        return switch (caller) {
            case Caller.SourceKey key ->
                new Actor(Kind.SOURCE_KEY, key.keyId(), key.keyPrefix(), clientAddress, requestId);
            case Caller.AdminKey key ->
                new Actor(Kind.ADMIN_KEY, key.keyId(), key.keyPrefix(), clientAddress, requestId);
            case Caller.Reviewer reviewer ->
                new Actor(Kind.REVIEWER, reviewer.id(), reviewer.email(), clientAddress, requestId);
        };
    }
}
