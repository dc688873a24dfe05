package com.hiltreview.database;

/** A DATABASE_URL is faulty; the message says why, and contains no part of it that could be a password. */
public final class InvalidDatabaseUrlException extends IllegalArgumentException {
    InvalidDatabaseUrlException(String fault) {
        super("DATABASE_URL " + fault);
    }
}
