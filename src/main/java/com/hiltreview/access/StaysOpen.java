package com.hiltreview.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A handler whose requests may stay open for a long time; their number is limited. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface StaysOpen {
    Kind value();

    /** What a request stays open for. */
    enum Kind {
        /** An answer that comes when something has happened; only a request with the parameter {@code wait} waits. */
        WAIT,
        /** Events, for as long as the client listens. */
        STREAM
    }
}
