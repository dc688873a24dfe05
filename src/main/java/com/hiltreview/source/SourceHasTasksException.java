package com.hiltreview.source;

import com.hiltreview.error.ConflictException;

/** A source with tasks cannot be deleted. */
class SourceHasTasksException extends ConflictException {
    SourceHasTasksException() {
        super("The source has review tasks and cannot be deleted");
    }
}
