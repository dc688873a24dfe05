package com.hiltreview.json;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Times as the API reads them. */
public final class Rfc3339 {
    private Rfc3339() {}

    /** @throws IllegalArgumentException if it is not an RFC 3339 time */
    public static Instant parse(String text) {
        try {
            var time = OffsetDateTime.parse(text);
            // RFC 3339 has four-digit years, and PostgreSQL does not store every year that Java can.
            if (time.getYear() >= 1 && time.getYear() <= 9999) {
                return time.toInstant();
            }
        } catch (DateTimeParseException malformed) {
            // Thrown below.
        }
        throw new IllegalArgumentException("not a time");
    }
}
