package com.hiltreview.review;

import com.hiltreview.journal.JournalFollower;
import com.hiltreview.live.Signals;
import com.hiltreview.live.Topic;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Wakes those on any instance who wait for a task, after the commit of its change. */
@Component
class TaskSignals {
    /** The kind of topic that says that a task is no longer PENDING. */
    static final String DECIDED = "task-decided";

    private final Signals signals;
    private final JournalFollower journal;

    TaskSignals(Signals signals, JournalFollower journal, ReviewTaskQueries queries) {
        this.signals = signals;
        this.journal = journal;
        signals.lookEachSecond(DECIDED, queries::decided);
    }

    void changed() {
        journal.announceAppended();
    }

    void decided(UUID taskId) {
        signals.afterCommit(new Topic(DECIDED, taskId));
        changed();
    }
}
