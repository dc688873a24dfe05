package com.hiltreview.review;

/** What a reviewer can decide. */
public enum DecisionType {
    APPROVE(ReviewTaskStatus.APPROVED),
    DENY(ReviewTaskStatus.DENIED);

    private final ReviewTaskStatus status;

    DecisionType(ReviewTaskStatus status) {
        this.status = status;
    }

    ReviewTaskStatus status() {
        return status;
    }
}
