package com.hiltreview.access;

/** Who has a share of a bounded resource: a source with all its keys, an administrator's key, or a reviewer. */
public final class Party {
    private static final Object NOBODY = "nobody";

    private Party() {}

    /** The present request's party; all requests without credentials are one. */
    public static Object ofRequest() {
        return switch (CurrentCaller.get()) {
            case Caller.SourceKey key -> key.sourceId();
            case Caller.AdminKey key -> key.keyId();
            case Caller.Reviewer reviewer -> reviewer.id();
            case null -> NOBODY;
        };
    }
}
