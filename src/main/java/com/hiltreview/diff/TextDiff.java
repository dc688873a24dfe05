package com.hiltreview.diff;

import com.github.difflib.algorithm.Change;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.stream.IntStream;

/** Writes what changed in a text as a unified diff that patch(1) applies to the byte. */
final class TextDiff {

    // the library's own writer does not mark a missing line feed at the end, and is too slow for the largest tasks

    private static final int CONTEXT = 3;

    private final Lines oldLines;
    private final Lines newLines;
    private final StringBuilder diff;

    private TextDiff(String original, String revised) {
        this.oldLines = new Lines(original);
        this.newLines = new Lines(revised);
        this.diff = new StringBuilder(original.length() + revised.length());
    }

    /** Empty where the texts are the same. */
    static String unified(String blockId, String original, String revised) {
        return unified(blockId, original, revised, WorkBudget.shareOf(1));
    }

    static String unified(String blockId, String original, String revised, WorkBudget work) {
        if (original.equals(revised)) {
            return "";
        }
        TextDiff text = new TextDiff(original, revised);
        text.diff.append("--- ").append(blockId).append(".original\n");
        text.diff.append("+++ ").append(blockId).append(".final\n");
        text.appendHunks(LineDiff.between(text.oldLines, text.newLines, work));
        return text.diff.toString();
    }

    private void appendHunks(List<Change> changes) {
        int first = 0;
        for (int next = 1; next <= changes.size(); next++) {
            if (next == changes.size()
                    || changes.get(next).startOriginal - changes.get(next - 1).endOriginal > 2 * CONTEXT) {
                appendHunk(changes.subList(first, next));
                first = next;
            }
        }
    }

    private void appendHunk(List<Change> changes) {
        Change first = changes.getFirst();
        Change last = changes.getLast();
        int before = Math.min(CONTEXT, first.startOriginal);
        int after = Math.min(CONTEXT, oldLines.size() - last.endOriginal);
        diff.append("@@ -");
        appendRange(first.startOriginal - before, last.endOriginal + after);
        diff.append(" +");
        appendRange(first.startRevised - before, last.endRevised + after);
        diff.append(" @@\n");
        int line = first.startOriginal - before;
        for (Change change : changes) {
            appendLines(' ', oldLines, line, change.startOriginal);
            appendLines('-', oldLines, change.startOriginal, change.endOriginal);
            appendLines('+', newLines, change.startRevised, change.endRevised);
            line = change.endOriginal;
        }
        appendLines(' ', oldLines, line, last.endOriginal + after);
    }

    /** Lines count from one, but an empty range names the line before it. */
    private void appendRange(int start, int end) {
        int count = end - start;
        diff.append(count == 0 ? start : start + 1).append(',').append(count);
    }

    private void appendLines(char mark, Lines lines, int start, int end) {
        for (int i = start; i < end; i++) {
            diff.append(mark).append(lines.text, lines.starts[i], lines.starts[i + 1]);
        }
        if (start < end && diff.charAt(diff.length() - 1) != '\n') {
            diff.append("\n\\ No newline at end of file\n");
        }
    }

    /** Each with its line feed, so that a last line without one differs; nothing else ends a line. */
    private static final class Lines extends AbstractList<String> implements RandomAccess {

        private final String text;
        private final int[] starts;

        Lines(String text) {
            this.text = text;
            IntStream afterLineFeeds = IntStream.rangeClosed(1, text.length())
                    .filter(i -> text.charAt(i - 1) == '\n' || i == text.length());
            this.starts = IntStream.concat(IntStream.of(0), afterLineFeeds).toArray();
        }

        @Override
        public String get(int index) {
            return text.substring(starts[index], starts[index + 1]);
        }

        @Override
        public int size() {
            return starts.length - 1;
        }
    }
}
