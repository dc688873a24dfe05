package com.hiltreview.database;

import org.jspecify.annotations.Nullable;

/** Says in one line why the embedded PostgreSQL cannot be used, and what to do about it. */
public final class EmbeddedPostgresException extends RuntimeException {
    EmbeddedPostgresException(String message) {
        this(message, null);
    }

    EmbeddedPostgresException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
