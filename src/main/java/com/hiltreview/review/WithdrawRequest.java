package com.hiltreview.review;

import com.hiltreview.json.Violations;
import com.hiltreview.json.VisibleText;
import org.jspecify.annotations.Nullable;

/** The body that takes a task back; a request without a body has none of its members. */
record WithdrawRequest(@Nullable String reason) {
    static final WithdrawRequest EMPTY = new WithdrawRequest(null);

    private static final String NO_REASON = "withdrawn";

    void check() {
        var violations = new Violations();
        violations.check(
                reason == null || reason.codePointCount(0, reason.length()) <= 4000,
                "reason",
                "must have at most 4000 characters");
        violations.throwIfAny();
    }

    /** A blank reason counts as none. */
    String reasonOrDefault() {
        return reason == null || VisibleText.isBlank(reason) ? NO_REASON : reason;
    }
}
