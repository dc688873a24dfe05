package com.hiltreview.database;

import org.jspecify.annotations.Nullable;

/** Its message says in one line why the database cannot be used, and what to do about it. */
public final class DatabaseUnusableException extends RuntimeException {
    DatabaseUnusableException(String message, @Nullable Throwable cause) {
        super("DATABASE_URL: " + message, cause);
    }
}
