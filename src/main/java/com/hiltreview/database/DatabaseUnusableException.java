package com.hiltreview.database;

import org.jspecify.annotations.Nullable;

/** The database cannot be used; the message says in one line why, and what to do about it. */
public final class DatabaseUnusableException extends RuntimeException {
    DatabaseUnusableException(String message, @Nullable Throwable cause) {
        super("DATABASE_URL: " + message, cause);
    }
}
