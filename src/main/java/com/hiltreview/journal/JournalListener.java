package com.hiltreview.journal;

import java.util.List;

/** Receives the entries that {@link JournalFollower} reads. */
public interface JournalListener {
    /** Whether entries are wanted now; the journal is read only while a listener wants them. */
    boolean isListening();

    /**
     * Takes the next entries, in the journal's order. If a listener fails, all get the same entries again.
     *
     * @param entries never those of kind ARCHIVED
     */
    void onEntries(List<JournalEntry> entries);

    /** Called instead if entries may have been missed, because the database was replaced by another one. */
    void onGap(Place present);
}
