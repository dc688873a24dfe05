package com.hiltreview.review;

import com.hiltreview.journal.JournalFollower;
import com.hiltreview.live.Signals;
import com.hiltreview.live.Topic;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Once a change of a task has committed, wakes the requests that wait for it on any instance. */
@Component
class TaskSignals {
    /** The kind of topic for tasks that are no longer PENDING. */
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
