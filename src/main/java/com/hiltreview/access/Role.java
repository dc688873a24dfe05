package com.hiltreview.access;

/** The kinds of caller that a handler can admit. */
public enum Role {
    SOURCE,
    ADMIN,
    REVIEWER,
    ADMIN_REVIEWER
}
