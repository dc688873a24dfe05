package com.hiltreview.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextDiffTests {

    @Test
    void writesOneHunkWithThreeLinesOfContext() {
        assertThat(TextDiff.unified("mail", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"))
                .isEqualTo("""
                        --- mail.original
                        +++ mail.final
                        @@ -2,7 +2,7 @@
                         2
                         3
                         4
                        -5
                        +five
                         6
                         7
                         8
                        """);
    }

    @Test
    void joinsChangesThatShareContext() {
        String original = numbered(20);
        assertThat(TextDiff.unified(
                        "b", original, original.replace("5\n", "five\n").replace("\n12\n", "\ntwelve\n")))
                .containsOnlyOnce("@@ -");
    }

    @Test
    void dividesChangesThatShareNoContext() {
        String original = numbered(20);
        assertThat(TextDiff.unified(
                        "b", original, original.replace("\n4\n", "\nfour\n").replace("\n12\n", "\n")))
                .contains("@@ -1,7 +1,7 @@\n", "@@ -9,7 +9,6 @@\n");
    }

    @Test
    void isEmptyForTheSameText() {
        assertThat(TextDiff.unified("b", "same\n", "same\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|a\\n|@@ -0,0 +1,1 @@\\n+a\\n",
                "''|a\\nb|@@ -0,0 +1,2 @@\\n+a\\n+b\\n\\ No newline at end of file\\n",
                "a\\nb\\n|''|@@ -1,2 +0,0 @@\\n-a\\n-b\\n",
                "a|a\\n|@@ -1,1 +1,1 @@\\n-a\\n\\ No newline at end of file\\n+a\\n",
                "a\\n|a|@@ -1,1 +1,1 @@\\n-a\\n+a\\n\\ No newline at end of file\\n",
                "a\\nz|b\\nz|@@ -1,2 +1,2 @@\\n-a\\n+b\\n z\\n\\ No newline at end of file\\n",
                "a\\r\\n|a\\n|@@ -1,1 +1,1 @@\\n-a\\r\\n+a\\n",
                "''|\\n|@@ -0,0 +1,1 @@\\n+\\n",
            })
    void marksTheEndsOfTextsAsDiffDoes(String original, String revised, String hunk) {
        assertThat(TextDiff.unified("b", unescaped(original), unescaped(revised)))
                .isEqualTo("--- b.original\n+++ b.final\n" + unescaped(hunk));
    }

    @Test
    void endsLinesAtLineFeedsOnly() {
        String revised = "a\rb\fc\u2028d\u0085e\u000Bf";
        assertThat(TextDiff.unified("b", "x", revised)).contains("+1,1 @@\n", "+" + revised + "\n");
    }

    @Test
    void movesOneLineRatherThanAllOthers() {
        String same = "same\n".repeat(500);
        assertThat(TextDiff.unified("b", "title\n" + same, same + "title\n")).hasLineCount(2 + 2 * 5);
    }

    @Test
    void staysExactWithThousandsOfScatteredEdits() {
        String original = numbered(9_000);
        String revised = original.replaceAll("(?m)^(\\d+)3$", "$1 three");
        String diff = TextDiff.unified("b", original, revised);
        assertThat(diff.lines().filter(line -> line.startsWith("-")).count()).isEqualTo(1 + 899);
        assertThat(UnifiedDiffs.apply(diff, original)).isEqualTo(revised);
    }

    @Test
    void becomesCoarserButNotWrongWithoutBudget() {
        String original = "head\na\nx\nb\ntail\n";
        String revised = "head\nc\nx\nd\ntail\n";
        String diff = TextDiff.unified("b", original, revised, new WorkBudget(0));
        assertThat(diff).contains("-a\n-x\n-b\n+c\n+x\n+d\n").contains("\n head\n");
        assertThat(UnifiedDiffs.apply(diff, original)).isEqualTo(revised);
    }

    @Test
    void givesThePatchProgramWhatItNeeds(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(UnifiedDiffs.hasPatchProgram(), "patch(1) is not installed");
        Random random = new Random(20260801);
        List<String> lines = List.of(
                "a\n",
                "b\n",
                "\n",
                "a\r\n",
                "\r\n",
                "-- x\n",
                "++ y\n",
                "@@ -1 +1 @@\n",
                "\\ No newline\n",
                "\u2028\n",
                "käse\n",
                "\r",
                "a",
                "\uD83D\uDE00",
                " \f\u000B",
                "--- b.original\n",
                "+++ b.final\n");
        for (int i = 0; i < 250; i++) {
            String original = randomText(random, lines, random.nextInt(30));
            String revised = random.nextBoolean()
                    ? randomText(random, lines, random.nextInt(30))
                    : original.replace("a\n", "changed\n") + "\nend".substring(random.nextInt(4));
            if (!original.equals(revised)) {
                String diff = TextDiff.unified("b", original, revised);
                assertThat(UnifiedDiffs.applyWithPatchProgram(diff, original, directory))
                        .isEqualTo(revised);
            }
        }
    }

    private static String numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> i + "\n").collect(Collectors.joining());
    }

    private static String randomText(Random random, List<String> lines, int count) {
        return random.ints(count, 0, lines.size()).mapToObj(lines::get).collect(Collectors.joining());
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r");
    }
}
