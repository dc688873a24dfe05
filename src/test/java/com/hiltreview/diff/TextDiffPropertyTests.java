package com.hiltreview.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple.Tuple2;

class TextDiffPropertyTests {

    @Property(tries = 3_000)
    void turnsAnyTextIntoAnyOther(@ForAll("texts") String original, @ForAll("texts") String revised) {
        leadsToRevised(original, revised, WorkBudget.shareOf(1));
    }

    @Property(tries = 3_000)
    void turnsTextsIntoEditedOnes(@ForAll("edits") Tuple2<String, String> edit) {
        leadsToRevised(edit.get1(), edit.get2(), WorkBudget.shareOf(1));
    }

    @Property(tries = 3_000)
    void isNeverWrongOnAnyBudget(
            @ForAll("texts") String original, @ForAll("texts") String revised, @ForAll("budgets") int budget) {
        leadsToRevised(original, revised, new WorkBudget(budget));
    }

    private static void leadsToRevised(String original, String revised, WorkBudget work) {
        String diff = TextDiff.unified("b", original, revised, work);
        assertThat(diff.isEmpty()).isEqualTo(original.equals(revised));
        if (!diff.isEmpty()) {
            assertThat(UnifiedDiffs.apply(diff, original)).isEqualTo(revised);
        }
    }

    @Provide
    Arbitrary<Integer> budgets() {
        return Arbitraries.integers().between(0, 300);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> ends = Arbitraries.of("\n", "\n", "\n", "\r\n", "\r", "", "\u2028", "\f");
        return Combinators.combine(contents(), ends)
                .as(String::concat)
                .list()
                .ofMaxSize(40)
                .map(lines -> String.join("", lines));
    }

    /** Few different lines, so that texts have much in common, and some that look like parts of a diff. */
    private static Arbitrary<String> contents() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, Arbitraries.of("a", "b", "c", "d", "")),
                net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(0, 60).map(i -> "line " + i)),
                net.jqwik.api.Tuple.of(1, Arbitraries.of("- x", "+ y", "@@ -1 +1 @@", "\\ No newline at end of file")),
                net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(5)));
    }

    @Provide
    Arbitrary<Tuple2<String, String>> edits() {
        Arbitrary<List<String>> originals = contents().list().ofMinSize(1).ofMaxSize(60);
        Arbitrary<Function<List<String>, List<String>>> changes = Combinators.combine(
                        Arbitraries.longs(), Arbitraries.integers().between(0, 6), contents())
                .as((seed, count, line) -> lines -> edited(lines, new Random(seed), count, line));
        return Combinators.combine(originals, changes, Arbitraries.of("", "\n"), Arbitraries.of("", "\n"))
                .as((lines, change, oldEnd, newEnd) -> net.jqwik.api.Tuple.of(
                        String.join("\n", lines) + oldEnd, String.join("\n", change.apply(lines)) + newEnd));
    }

    private static List<String> edited(List<String> lines, Random random, int count, String line) {
        List<String> result = new java.util.ArrayList<>(lines);
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(result.size() + 1);
            switch (random.nextInt(4)) {
                case 0 -> result.add(at, line);
                case 1 -> result.subList(Math.max(0, at - 1), at).clear();
                case 2 -> Collections.shuffle(result.subList(0, at), random);
                default -> result.subList(Math.max(0, at - 1), at).replaceAll(old -> line);
            }
        }
        return result;
    }
}
