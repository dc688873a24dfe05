package com.hiltreview.event;

import com.hiltreview.error.ConflictException;

/** The source's decisions are only pushed. */
class PullNotAllowedException extends ConflictException {
    PullNotAllowedException() {
        super("The source is WEBHOOK_ONLY: its events cannot be pulled");
    }
}
