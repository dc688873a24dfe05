package com.hiltreview.diff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Applies unified diffs, once by our own reading of the format and once with patch(1). */
public final class UnifiedDiffs {

    private static final Pattern HUNK = Pattern.compile("@@ -(\\d+)(?:,(\\d+))? \\+(\\d+)(?:,(\\d+))? @@\n");
    private static final String NO_LINE_FEED = "\\ No newline at end of file\n";

    private UnifiedDiffs() {}

    public static String apply(String diff, String original) {
        List<String> rows = lines(diff);
        require(rows.get(0).startsWith("--- ") && rows.get(1).startsWith("+++ "), "has headers");
        List<String> oldLines = lines(original);
        List<String> result = new ArrayList<>();
        int copied = 0;
        int row = 2;
        while (row < rows.size()) {
            Matcher header = HUNK.matcher(rows.get(row++));
            require(header.matches(), "has a hunk header");
            int oldCount = count(header.group(2));
            int newCount = count(header.group(4));
            int oldStart = Integer.parseInt(header.group(1)) - (oldCount == 0 ? 0 : 1);
            int newStart = Integer.parseInt(header.group(3)) - (newCount == 0 ? 0 : 1);
            require(oldStart >= copied, "hunks ascend");
            result.addAll(oldLines.subList(copied, oldStart));
            require(result.size() == newStart, "new range starts where it says");
            copied = oldStart;
            while (oldCount > 0 || newCount > 0) {
                String mark = rows.get(row).substring(0, 1);
                String line = rows.get(row++).substring(1);
                if (row < rows.size() && rows.get(row).equals(NO_LINE_FEED)) {
                    line = line.substring(0, line.length() - 1);
                    row++;
                }
                if (mark.equals(" ") || mark.equals("-")) {
                    require(oldLines.get(copied).equals(line), "old line matches");
                    copied++;
                    oldCount--;
                }
                if (mark.equals(" ") || mark.equals("+")) {
                    result.add(line);
                    newCount--;
                }
            }
            require(oldCount == 0 && newCount == 0, "counts are right");
        }
        result.addAll(oldLines.subList(copied, oldLines.size()));
        return String.join("", result);
    }

    static String applyWithPatchProgram(String diff, String original, Path directory)
            throws IOException, InterruptedException {
        Path in = Files.writeString(directory.resolve("in"), original);
        Path out = directory.resolve("out");
        Path patch = Files.writeString(directory.resolve("diff"), diff);
        Files.deleteIfExists(out);
        Process process = new ProcessBuilder(
                        "patch", "--binary", "--fuzz=0", "-o", out.toString(), in.toString(), patch.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        require(process.waitFor() == 0, output);
        require(!output.contains("offset") && !output.contains("fuzz"), output);
        return Files.readString(out);
    }

    static boolean hasPatchProgram() {
        try {
            return new ProcessBuilder("patch", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> lines(String text) {
        return text.isEmpty()
                ? List.of()
                : List.of(text.split("(?<=\n)", -1)).stream()
                        .filter(line -> !line.isEmpty())
                        .toList();
    }

    private static int count(String group) {
        return group == null ? 1 : Integer.parseInt(group);
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("The diff is wrong: " + what);
        }
    }
}
