package com.hiltreview.summary;

import java.util.ArrayList;
import java.util.List;

/** The changes of one block; of very many only the first are kept. */
final class Changes {
    /** More than fit in a summary. */
    private static final int KEPT = 100;

    private final List<Change> first = new ArrayList<>();
    private int count;

    void add(Change change) {
        if (isKept()) {
            first.add(change);
        }
        count++;
    }

    /** Whether the next change would be kept, so that nobody prepares one in vain. */
    boolean isKept() {
        return first.size() < KEPT;
    }

    void skip() {
        count++;
    }

    List<Change> first() {
        return first;
    }

    int count() {
        return count;
    }
}
