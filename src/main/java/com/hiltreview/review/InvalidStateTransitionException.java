package com.hiltreview.review;

import com.hiltreview.error.ApiException;
import com.hiltreview.error.ErrorCode;
import java.util.List;
import java.util.Map;

/** The task's status does not allow this. */
class InvalidStateTransitionException extends ApiException {
    InvalidStateTransitionException(ReviewTaskStatus current, List<ReviewTaskStatus> allowed) {
        super(
                ErrorCode.INVALID_STATE_TRANSITION,
                ErrorCode.INVALID_STATE_TRANSITION.defaultMessage(),
                Map.of("current_status", current, "allowed_statuses", allowed));
    }
}
