package com.hiltreview.event;

import com.hiltreview.error.ConflictException;

/** The source only pushes its decisions. */
class PullNotAllowedException extends ConflictException {
    PullNotAllowedException() {
        super("The source is WEBHOOK_ONLY: its events cannot be pulled");
    }
}
