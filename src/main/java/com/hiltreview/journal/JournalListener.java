package com.hiltreview.journal;

import java.util.List;

/** Receives the entries that {@link JournalFollower} reads. */
public interface JournalListener {
    /** Whether entries are wanted now; the journal is read only while a listener wants them. */
    boolean isListening();

    /**
     * Takes the next entries, in the journal's order. If the database fails, all listeners get the same entries again; after
     * any other failure, this one gets a gap.
     *
     * @param entries never those of kind ARCHIVED
     */
    void onEntries(List<JournalEntry> entries);

    /** Called instead if entries may have been missed: the database was replaced by another one, or {@link #onEntries} failed. */
    void onGap(Place present);
}
