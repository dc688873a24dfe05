package com.hiltreview.database;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL cannot be used; the message says in one line why, and what to do about it. */
public final class EmbeddedPostgresException extends RuntimeException {
    EmbeddedPostgresException(String message) {
        this(message, null);
    }

    EmbeddedPostgresException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
