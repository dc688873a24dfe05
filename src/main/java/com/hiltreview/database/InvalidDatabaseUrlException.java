package com.hiltreview.database;

/** Says in plain words what is wrong with a DATABASE_URL, never repeating a part of it that could be a password. */
public final class InvalidDatabaseUrlException extends IllegalArgumentException {
    InvalidDatabaseUrlException(String fault) {
        super("DATABASE_URL " + fault);
    }
}
