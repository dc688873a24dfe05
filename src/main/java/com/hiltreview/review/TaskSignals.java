package com.hiltreview.review;

import com.hiltreview.journal.JournalFollower;
import com.hiltreview.live.Signals;
import com.hiltreview.live.Topic;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Once a change of a task has committed, wakes the requests that wait for it on any instance. */
@Component
class TaskSignals {
    /** The kind of topic for tasks that no longer await a reviewer. */
    static final String ANSWERED = "task-answered";

    private final Signals signals;
    private final JournalFollower journal;

    TaskSignals(Signals signals, JournalFollower journal, ReviewTaskQueries queries) {
        this.signals = signals;
        this.journal = journal;
        signals.lookEachSecond(ANSWERED, queries::answered);
    }

    void changed() {
        journal.announceAppended();
    }

    /** A reviewer has decided a task, or sent it back to the agent. */
    void answered(UUID taskId) {
        signals.afterCommit(new Topic(ANSWERED, taskId));
        changed();
    }
}
