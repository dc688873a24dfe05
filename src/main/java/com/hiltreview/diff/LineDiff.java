package com.hiltreview.diff;

import com.github.difflib.algorithm.Change;
import com.github.difflib.algorithm.DiffAlgorithmListener;
import com.github.difflib.algorithm.myers.MyersDiff;
import com.github.difflib.patch.DeltaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds which lines differ by Myers' algorithm, where that is too much between lines that occur once on both sides. */
final class LineDiff {

    /** Myers' algorithm keeps up to the square of the edits in memory, 32 MB for this many. */
    private static final int MAX_EDITS = 1_000;

    /** Telling lines apart takes this much, however little there is to change. */
    private static final int STEPS_A_LINE = 10;

    private static final int NOT_UNIQUE = -1;

    private final List<Integer> oldLines;
    private final List<Integer> newLines;
    private final WorkBudget work;
    private final List<Change> changes = new ArrayList<>();

    private LineDiff(List<Integer> oldLines, List<Integer> newLines, WorkBudget work) {
        this.oldLines = oldLines;
        this.newLines = newLines;
        this.work = work;
    }

    /** In ascending order; where the budget does not let lines be compared, they are replaced as a whole. */
    static List<Change> between(List<String> oldLines, List<String> newLines, WorkBudget work) {
        if (!work.take((long) STEPS_A_LINE * (oldLines.size() + newLines.size()))) {
            Range middle = Range.of(oldLines, newLines).withoutEqualEnds(oldLines, newLines);
            return List.of(middle.toChange());
        }
        Map<String, Integer> numbers = new HashMap<>();
        LineDiff diff = new LineDiff(numbered(oldLines, numbers), numbered(newLines, numbers), work);
        Range all = Range.of(oldLines, newLines).withoutEqualEnds(oldLines, newLines);
        if (!diff.compareByMyers(all, work.takeHalf())) {
            diff.compareBetweenUniqueLines(numbers.size());
        }
        return diff.changes;
    }

    private static List<Integer> numbered(List<String> lines, Map<String, Integer> numbers) {
        List<Integer> result = new ArrayList<>(lines.size());
        for (String line : lines) {
            Integer next = numbers.size();
            Integer known = numbers.putIfAbsent(line, next);
            result.add(known == null ? next : known);
        }
        return result;
    }

    private void compareBetweenUniqueLines(int distinctLines) {
        int[] oldPositions = uniquePositions(oldLines, distinctLines);
        int[] newPositions = uniquePositions(newLines, distinctLines);
        Range rest = Range.of(oldLines, newLines);
        for (int[] kept : longestAscending(oldPositions, newPositions)) {
            compare(new Range(rest.oldStart, kept[0], rest.newStart, kept[1]));
            rest = new Range(kept[0] + 1, rest.oldEnd, kept[1] + 1, rest.newEnd);
        }
        compare(rest);
    }

    private static int[] uniquePositions(List<Integer> lines, int distinctLines) {
        int[] positions = new int[distinctLines];
        int[] counts = new int[distinctLines];
        for (int i = 0; i < lines.size(); i++) {
            positions[lines.get(i)] = i;
            counts[lines.get(i)]++;
        }
        for (int line = 0; line < distinctLines; line++) {
            if (counts[line] != 1) {
                positions[line] = NOT_UNIQUE;
            }
        }
        return positions;
    }

    /** The most pairs of positions that ascend on both sides, by patience sorting. */
    private static List<int[]> longestAscending(int[] oldPositions, int[] newPositions) {
        List<int[]> pairs = new ArrayList<>();
        for (int line = 0; line < oldPositions.length; line++) {
            if (oldPositions[line] != NOT_UNIQUE && newPositions[line] != NOT_UNIQUE) {
                pairs.add(new int[] {oldPositions[line], newPositions[line]});
            }
        }
        pairs.sort(Comparator.comparingInt(pair -> pair[0]));
        int[] tops = new int[pairs.size()];
        int[] topPairs = new int[pairs.size()];
        int[] before = new int[pairs.size()];
        int length = 0;
        for (int i = 0; i < pairs.size(); i++) {
            int pile = -1 - Arrays.binarySearch(tops, 0, length, pairs.get(i)[1]);
            tops[pile] = pairs.get(i)[1];
            topPairs[pile] = i;
            before[i] = pile == 0 ? -1 : topPairs[pile - 1];
            length = Math.max(length, pile + 1);
        }
        int[][] kept = new int[length][];
        int pair = length == 0 ? -1 : topPairs[length - 1];
        for (int i = length - 1; i >= 0; i--) {
            kept[i] = pairs.get(pair);
            pair = before[pair];
        }
        return Arrays.asList(kept);
    }

    private void compare(Range range) {
        Range middle = range.withoutEqualEnds(oldLines, newLines);
        if (middle.oldLength() == 0 && middle.newLength() == 0) {
            return;
        }
        if (!compareByMyers(middle, work)) {
            changes.add(middle.toChange());
        }
    }

    /** Adds no changes where they are too many. */
    private boolean compareByMyers(Range range, WorkBudget allowance) {
        if (Math.abs(range.oldLength() - range.newLength()) > MAX_EDITS) {
            return false;
        }
        try {
            new MyersDiff<Integer>((oldLine, newLine) -> {
                        allow(1, allowance);
                        return oldLine.equals(newLine);
                    })
                    .computeDiff(
                            oldLines.subList(range.oldStart, range.oldEnd),
                            newLines.subList(range.newStart, range.newEnd),
                            new EditLimit(allowance))
                    .reversed()
                    .forEach(change -> changes.add(range.inside(change).toChange()));
            return true;
        } catch (OutOfWork e) {
            return false;
        }
    }

    private static void allow(long steps, WorkBudget allowance) {
        if (!allowance.take(steps)) {
            throw new OutOfWork();
        }
    }

    /** The library cannot be told to stop, but it reports each of its rounds and lets exceptions through. */
    private record EditLimit(WorkBudget allowance) implements DiffAlgorithmListener {

        @Override
        public void diffStart() {}

        @Override
        public void diffStep(int edits, int max) {
            allow(edits <= MAX_EDITS ? edits : Long.MAX_VALUE, allowance);
        }

        @Override
        public void diffEnd() {}
    }

    private static final class OutOfWork extends RuntimeException {
        OutOfWork() {
            super(null, null, false, false);
        }
    }

    /** The lines {@code [oldStart, oldEnd)} on one side, {@code [newStart, newEnd)} on the other. */
    private record Range(int oldStart, int oldEnd, int newStart, int newEnd) {

        static Range of(List<?> oldLines, List<?> newLines) {
            return new Range(0, oldLines.size(), 0, newLines.size());
        }

        int oldLength() {
            return oldEnd - oldStart;
        }

        int newLength() {
            return newEnd - newStart;
        }

        Range withoutEqualEnds(List<?> oldLines, List<?> newLines) {
            int shorter = Math.min(oldLength(), newLength());
            int prefix = 0;
            while (prefix < shorter && oldLines.get(oldStart + prefix).equals(newLines.get(newStart + prefix))) {
                prefix++;
            }
            int suffix = 0;
            while (suffix < shorter - prefix
                    && oldLines.get(oldEnd - 1 - suffix).equals(newLines.get(newEnd - 1 - suffix))) {
                suffix++;
            }
            return new Range(oldStart + prefix, oldEnd - suffix, newStart + prefix, newEnd - suffix);
        }

        Range inside(Change change) {
            return new Range(
                    oldStart + change.startOriginal,
                    oldStart + change.endOriginal,
                    newStart + change.startRevised,
                    newStart + change.endRevised);
        }

        Change toChange() {
            DeltaType type =
                    oldLength() == 0 ? DeltaType.INSERT : newLength() == 0 ? DeltaType.DELETE : DeltaType.CHANGE;
            return new Change(type, oldStart, oldEnd, newStart, newEnd);
        }
    }
}
