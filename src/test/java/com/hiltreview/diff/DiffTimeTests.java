package com.hiltreview.diff;

import static com.hiltreview.diff.JsonTrees.tree;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.hiltreview.compute.ComputePool;
import com.hiltreview.diff.BlockContent.Json;
import com.hiltreview.diff.BlockContent.Text;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** The largest legal inputs of the worst kinds that we know of. */
@Tag("alone")
class DiffTimeTests {

    /** Of the processor, since the machine may be busy; on an idle one a second is promised. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final int BLOCK = 256 * 1024;

    @ParameterizedTest
    @MethodSource
    @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
    void diffsTextsInTime(String original, String revised) {
        String diff = inTime(() -> TextDiff.unified("b", original, revised));
        assertThat(UnifiedDiffs.apply(diff, original)).isEqualTo(revised);
    }

    static Stream<Arguments> diffsTextsInTime() {
        Random random = Random.from(new SplittableRandom(1));
        List<String> unique = new ArrayList<>(IntStream.range(0, 50_000)
                .mapToObj(i -> Integer.toString(i, 36) + "\n")
                .toList());
        String sorted = String.join("", unique);
        Collections.shuffle(unique, random);
        return Stream.of(
                argumentSet("two kinds of lines", letters(random, BLOCK, 2), letters(random, BLOCK, 2)),
                argumentSet("many kinds of lines", letters(random, BLOCK, 26), letters(random, BLOCK, 26)),
                argumentSet("shuffled lines", sorted, String.join("", unique)),
                argumentSet("another period", "a\nb\n".repeat(BLOCK / 4), "b\nb\na\n".repeat(BLOCK / 6)),
                argumentSet("no lines left", "\n".repeat(BLOCK), "x".repeat(BLOCK)),
                argumentSet("unlike parts between unique lines", gaps(random), gaps(random)));
    }

    @ParameterizedTest
    @MethodSource
    @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
    void diffsDocumentsInTime(JsonNode original, JsonNode revised) {
        assertThat(inTime(() -> JsonDiff.between(original, revised))).isNotEmpty();
    }

    static Stream<Arguments> diffsDocumentsInTime() {
        Random random = Random.from(new SplittableRandom(2));
        String key = "k".repeat(40_000);
        return Stream.of(
                argumentSet("unlike arrays", tree(digits(random, 131_000)), tree(digits(random, 131_000))),
                argumentSet("a short array and a long one", tree("[-1]"), tree(digits(random, 131_000))),
                argumentSet("records alike but for the end", tree(records(700, 0)), tree(records(700, 1))),
                argumentSet(
                        "nested arrays",
                        tree("[".repeat(60) + digits(random, 100_000) + "]".repeat(60)),
                        tree("[".repeat(60) + digits(random, 100_000) + "]".repeat(60))),
                argumentSet(
                        "alike but for the end of what is nested deep",
                        tree("{\"n\":".repeat(60) + zeros(130_000, 0) + "}".repeat(60)),
                        tree("{\"n\":".repeat(60) + zeros(130_000, 1) + "}".repeat(60))),
                argumentSet(
                        "many arrays in an array",
                        tree(array(360, i -> digits(random, 360))),
                        tree(array(360, i -> digits(random, 360)))),
                argumentSet("many members", tree(members(18_000, 0)), tree(members(18_000, 1))),
                argumentSet(
                        "members below a long name",
                        tree("{\"" + key + "\":" + members(15_000, 0) + "}"),
                        tree("{\"" + key + "\":" + members(15_000, 1) + "}")));
    }

    @ParameterizedTest
    @MethodSource
    @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
    void diffsWholeTasksInTime(List<BlockContent> original, List<BlockContent> revised) {
        assertThat(inTime(() -> DecisionDiff.between(original, revised, JsonTrees::tree)))
                .isNotEqualTo(new DecisionDiff(List.of(), List.of()));
    }

    /** Several edits make the final blocks of a task larger than one request could. */
    static Stream<Arguments> diffsWholeTasksInTime() {
        Random random = Random.from(new SplittableRandom(3));
        return Stream.of(
                argumentSet("texts", texts(random, BLOCK * 4 / 50), texts(random, BLOCK * 4 / 50)),
                argumentSet("texts grown to their limit", texts(random, BLOCK * 4 / 50), texts(random, BLOCK)),
                argumentSet("documents", documents(random, 10_000), documents(random, 10_000)),
                argumentSet("documents grown to their limit", documents(random, 10_000), documents(random, 131_000)));
    }

    /** On a thread of the pool, where all of the work stays on the thread whose time is taken. */
    private static <T> T inTime(Supplier<T> work) {
        return ComputePool.call(ComputePool.SMALL, () -> {
            long start = THREADS.getCurrentThreadCpuTime();
            T result = work.get();
            assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start))
                    .isLessThan(LIMIT);
            return result;
        });
    }

    private static List<BlockContent> texts(Random random, int length) {
        return blocks(i -> new Text("b" + i, letters(random, length, 3)));
    }

    private static List<BlockContent> documents(Random random, int length) {
        return blocks(i -> new Json("b" + i, StringNode.valueOf(digits(random, length))));
    }

    private static List<BlockContent> blocks(IntFunction<BlockContent> block) {
        return IntStream.range(0, 50).mapToObj(block).toList();
    }

    private static String letters(Random random, int length, int kinds) {
        return random.ints(length / 2, 'a', 'a' + kinds)
                .mapToObj(letter -> (char) letter + "\n")
                .collect(joining());
    }

    private static String gaps(Random random) {
        return IntStream.range(0, 60)
                .mapToObj(i -> "unique" + i + "\n" + letters(random, 4_000, 20))
                .collect(joining());
    }

    private static String digits(Random random, int length) {
        return array(length, i -> Integer.toString(random.nextInt(10)));
    }

    private static String zeros(int length, int last) {
        return array(length, i -> i < length - 1 ? "0" : Integer.toString(last));
    }

    private static String records(int count, int difference) {
        String same =
                IntStream.range(0, 20).mapToObj(i -> "\"member" + i + "\":0,").collect(joining());
        return array(count, i -> "{" + same + "\"last\":" + (2 * i + difference) + "}");
    }

    private static String array(int length, IntFunction<String> element) {
        return IntStream.range(0, length).mapToObj(element).collect(joining(",", "[", "]"));
    }

    private static String members(int count, int value) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"m" + i + "\":" + value)
                .collect(joining(",", "{", "}"));
    }
}
