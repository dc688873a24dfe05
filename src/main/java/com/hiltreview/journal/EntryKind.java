package com.hiltreview.journal;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.hiltreview.json.WireName;

/** What happened to a task. */
public enum EntryKind {
    @JsonProperty("created")
    CREATED,
    @JsonProperty("edited")
    EDITED,
    /** A reviewer or the agent wrote a comment; status and version stay. */
    @JsonProperty("commented")
    COMMENTED,
    @JsonProperty("changes_requested")
    CHANGES_REQUESTED,
    @JsonProperty("revised")
    REVISED,
    @JsonProperty("decided")
    DECIDED,
    /** Its time was up, or nobody reviewed it in time, and it became urgent. */
    @JsonProperty("escalated")
    ESCALATED,
    @JsonProperty("dispatched")
    DISPATCHED,
    /** Kept for the task's history. Followers do not get these entries, which the archiver writes by the thousand. */
    @JsonProperty("archived")
    ARCHIVED;

    /** Whether the task's version and {@code updated_at} change; they are those of its blocks and its status. */
    public boolean changesTheTask() {
        return this != COMMENTED && this != ESCALATED;
    }

    static EntryKind named(String name) {
        return requireNonNull(WireName.constant(name, EntryKind.class), name);
    }
}
