package com.hiltreview.summary;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What became of one place in a block.
 *
 * @param place in a document; empty in a text
 * @param before null if something was added
 * @param after null if something was removed
 */
record Change(
        String place, @Nullable Value before, @Nullable Value after) {
    private static final int LONGEST_PLACE = 100;

    /** @param isJson whether it is written as it is, instead of in quotation marks */
    record Value(String text, boolean isJson) {
        String shortened(int limit) {
            return isJson ? Excerpt.plain(text, limit) : Excerpt.quoted(text, limit);
        }
    }

    static Change ofText(String before, String after) {
        return new Change(
                "",
                before.isEmpty() ? null : new Value(before, false),
                after.isEmpty() ? null : new Value(after, false));
    }

    /** @param limit of each value, in characters */
    String toLine(int limit) {
        var line = new StringBuilder("- ");
        if (!place.isEmpty()) {
            line.append(Excerpt.plain(place, LONGEST_PLACE)).append(": ");
        }
        if (before == null) {
            return line.append("added ")
                    .append(requireNonNull(after).shortened(limit))
                    .toString();
        }
        if (after == null) {
            return line.append("removed ").append(before.shortened(limit)).toString();
        }
        return line.append("replaced ")
                .append(before.shortened(limit))
                .append(" by ")
                .append(after.shortened(limit))
                .toString();
    }
}
