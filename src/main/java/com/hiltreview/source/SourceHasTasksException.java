package com.hiltreview.source;

import com.hiltreview.error.ConflictException;

/** A source with tasks cannot be deleted. */
public class SourceHasTasksException extends ConflictException {
    public SourceHasTasksException() {
        super("The source has review tasks and cannot be deleted");
    }
}
