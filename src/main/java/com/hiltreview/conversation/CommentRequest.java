package com.hiltreview.conversation;

import static java.util.Objects.requireNonNull;

import com.hiltreview.error.ValidationException;
import com.hiltreview.json.Violations;
import org.jspecify.annotations.Nullable;

/** The body that comments on a task. */
record CommentRequest(@Nullable String text, @Nullable String blockId) {
    private static final int MAX_CHARACTERS = 4000;

    /** @throws ValidationException naming every field at fault */
    void check() {
        var violations = new Violations();
        violations.required(text, "text", MAX_CHARACTERS);
        violations.throwIfAny();
    }

    /** The text; to be called after {@link #check}. */
    String checkedText() {
        return requireNonNull(text);
    }
}
