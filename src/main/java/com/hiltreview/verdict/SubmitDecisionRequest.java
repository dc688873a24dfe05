package com.hiltreview.verdict;

import com.hiltreview.json.Violations;
import com.hiltreview.json.VisibleText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body that decides a task. */
public record SubmitDecisionRequest(
        @Nullable DecisionType decision,
        @Nullable String reason,
        @Nullable String optionId) {
    public void check() {
        var violations = new Violations();
        violations.check(decision != null, "decision", "is required");
        violations.check(
                decision != DecisionType.DENY || (reason != null && !VisibleText.isBlank(reason)),
                "reason",
                "is required for a denial");
        violations.check(
                reason == null || reason.codePointCount(0, reason.length()) <= 4000,
                "reason",
                "must have at most 4000 characters");
        violations.throwIfAny();
    }

    /** Call it after {@link #check}; a blank reason counts as none. */
    public Verdict toVerdict(Decider decider) {
        return new Verdict(
                Objects.requireNonNull(decision),
                decider,
                reason == null || VisibleText.isBlank(reason) ? null : reason,
                optionId);
    }
}
