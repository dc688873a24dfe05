package com.hiltreview.review;

import com.hiltreview.live.Signals;
import com.hiltreview.live.Topic;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tells all instances, after the commit, that tasks have changed. */
@Component
public class TaskSignals {
    /** Signalled after every change of any task. */
    public static final Topic CHANGES = new Topic("task-changes", new UUID(0, 0));

    /** The kind of topic that says that a task is no longer PENDING. */
    static final String DECIDED = "task-decided";

    private final Signals signals;

    TaskSignals(Signals signals, ReviewTaskQueries queries) {
        this.signals = signals;
        signals.lookEachSecond(DECIDED, queries::decided);
    }

    void changed() {
        signals.afterCommit(CHANGES);
    }

    void decided(UUID taskId) {
        signals.afterCommit(new Topic(DECIDED, taskId));
        changed();
    }
}
