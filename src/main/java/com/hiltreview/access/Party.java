package com.hiltreview.access;

import org.springframework.security.core.context.SecurityContextHolder;

/** Whom a bounded resource is shared out to: a source with all its keys, an administrator's key, a reviewer. */
public final class Party {
    private static final Object NOBODY = "nobody";

    private Party() {}

    /** The present request's party; all requests without credentials are one. */
    public static Object ofRequest() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return switch (authentication == null ? null : authentication.getPrincipal()) {
            case Caller.SourceKey key -> key.sourceId();
            case Caller.AdminKey key -> key.keyId();
            case Caller.Reviewer reviewer -> reviewer.id();
            case null, default -> NOBODY;
        };
    }
}
