package com.hiltreview.summary;

import com.hiltreview.summary.Change.Value;

/** Reads the changes of a text from its unified diff, and narrows each to the words that differ. */
final class TextChanges {
    private static final int HEADER_LINES = 2;
    /** How much of the line around a change is shown, in characters. */
    private static final int CONTEXT = 30;

    private static final String ELLIPSIS = "…";

    private final Changes changes = new Changes();
    private final StringBuilder removed = new StringBuilder();
    private final StringBuilder added = new StringBuilder();
    private char last = ' ';

    private TextChanges() {}

    static Changes of(String unifiedDiff) {
        var text = new TextChanges();
        int start = 0;
        for (int line = 0; start < unifiedDiff.length(); line++) {
            int end = unifiedDiff.indexOf('\n', start) + 1;
            if (line >= HEADER_LINES) {
                text.read(unifiedDiff, start, end);
            }
            start = end;
        }
        text.endChange();
        return text.changes;
    }

    private void read(String diff, int start, int end) {
        char mark = diff.charAt(start);
        switch (mark) {
            case '-' -> {
                if (last == '+') {
                    endChange();
                }
                removed.append(diff, start + 1, end);
            }
            case '+' -> added.append(diff, start + 1, end);
            // "\ No newline at end of file"
            case '\\' -> {
                if (last == '-') {
                    removed.setLength(removed.length() - 1);
                } else if (last == '+') {
                    added.setLength(added.length() - 1);
                }
                return;
            }
            default -> endChange();
        }
        last = mark;
    }

    private void endChange() {
        if (!removed.isEmpty() || !added.isEmpty()) {
            if (changes.isKept()) {
                changes.add(change(removed.toString(), added.toString()));
            } else {
                changes.skip();
            }
            removed.setLength(0);
            added.setLength(0);
        }
    }

    private static Change change(String before, String after) {
        if (before.isEmpty() || after.isEmpty()) {
            return Change.ofText(withoutLineFeed(before), withoutLineFeed(after));
        }
        return before.endsWith("\n") && after.endsWith("\n")
                ? narrowed(before.substring(0, before.length() - 1), after.substring(0, after.length() - 1))
                : narrowed(before, after);
    }

    /** The line feed of a line that was added or removed goes without saying. */
    private static String withoutLineFeed(String line) {
        return line.length() > 1 && line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    }

    private static Change narrowed(String before, String after) {
        if (before.isEmpty() || after.isEmpty()) {
            // One of them is a blank line.
            return new Change("", new Value(before, false), new Value(after, false));
        }
        int shorter = Math.min(before.length(), after.length());
        int prefix = 0;
        while (prefix < shorter && before.charAt(prefix) == after.charAt(prefix)) {
            prefix++;
        }
        int suffix = 0;
        while (suffix < shorter - prefix
                && before.charAt(before.length() - 1 - suffix) == after.charAt(after.length() - 1 - suffix)) {
            suffix++;
        }
        int start = contextStart(before, prefix);
        int fromEnd = suffix - (contextEnd(before, before.length() - suffix) - (before.length() - suffix));
        return Change.ofText(part(before, start, fromEnd), part(after, start, fromEnd));
    }

    private static String part(String text, int start, int fromEnd) {
        return (start > 0 ? ELLIPSIS : "")
                + text.substring(start, text.length() - fromEnd)
                + (fromEnd > 0 ? ELLIPSIS : "");
    }

    /** The beginning of a word some characters before a place; the text's beginning if that is near. */
    private static int contextStart(String text, int place) {
        int earliest = place - CONTEXT;
        if (earliest <= ELLIPSIS.length()) {
            return 0;
        }
        for (int at = earliest; at < place; at++) {
            if (Character.isWhitespace(text.charAt(at - 1)) && !Character.isWhitespace(text.charAt(at))) {
                return at;
            }
        }
        return Character.isLowSurrogate(text.charAt(earliest)) ? earliest - 1 : earliest;
    }

    /** The end of a word some characters after a place; the text's end if that is near. */
    private static int contextEnd(String text, int place) {
        int latest = place + CONTEXT;
        if (latest >= text.length() - ELLIPSIS.length()) {
            return text.length();
        }
        for (int at = latest; at > place; at--) {
            if (Character.isWhitespace(text.charAt(at)) && !Character.isWhitespace(text.charAt(at - 1))) {
                return at;
            }
        }
        return Character.isHighSurrogate(text.charAt(latest - 1)) ? latest + 1 : latest;
    }
}
