package com.hiltreview.json;

/**
 * The place in a document that is being checked, as callers write it: {@code blocks[0].id}. It becomes text only for a fault,
 * and is then shortened, since names may be long.
 */
final class JsonPath {
    private static final int MAX_NAME = 64;
    private static final int MAX_LENGTH = 500;

    private final Object[] steps = new Object[StrictMapper.MAX_NESTING];
    private int depth;

    /** @param step a member's name, or an element's index */
    void enter(Object step) {
        steps[depth] = step;
        depth++;
    }

    void leave() {
        depth--;
        steps[depth] = "";
    }

    @Override
    public String toString() {
        var path = new StringBuilder();
        for (int i = 0; i < depth && path.length() <= MAX_LENGTH; i++) {
            if (steps[i] instanceof Integer index) {
                path.append('[').append(index).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(shortened(steps[i].toString(), MAX_NAME));
            }
        }
        return shortened(path.toString(), MAX_LENGTH);
    }

    /** The beginning of a text from the caller, without characters that no answer may contain. */
    static String shortened(String text, int max) {
        var clean = new StringBuilder();
        text.codePoints()
                .limit(max)
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c)
                .forEach(clean::appendCodePoint);
        return clean.length() < text.length() ? clean.append('…').toString() : clean.toString();
    }
}
