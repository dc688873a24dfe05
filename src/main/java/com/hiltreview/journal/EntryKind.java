package com.hiltreview.journal;

import java.util.Locale;

/** What happened to a task. */
public enum EntryKind {
    CREATED,
    EDITED,
    DECIDED,
    DISPATCHED,
    /** Kept for the task's history. Followers do not get these entries, which the archiver writes by the thousand. */
    ARCHIVED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static EntryKind of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
