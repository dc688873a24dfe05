package com.hiltreview.json;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.hiltreview.compute.ComputePool;
import com.hiltreview.error.ValidationException;
import com.hiltreview.proposal.CreateReviewTaskRequest;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a body costs the processor depends on its size, not on its shape. */
@Tag("alone")
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class JsonTimeTests {
    private static final int LARGEST = 1024 * 1024;

    /** How much more a body may cost than zeros of the same size, which are the cheapest there is to read. */
    private static final int FACTOR = 6;

    /** The same for bodies whose fields are read as well: each element becomes an object of ours. */
    private static final int TASK_FACTOR = 20;

    /**
     * How much more a body of twice the size may cost. Linear work costs 2 on a quiet machine, quadratic work 4. What costs less
     * than half of what its factor allows is not compared: there the garbage collector decides.
     */
    private static final double GROWTH = 3.2;

    private static final int RUNS = 5;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Puts something of about so many bytes together. */
    interface Shape extends IntFunction<String> {}

    @ParameterizedTest
    @MethodSource("shapes")
    void readsEveryShapeInTheTimeOfItsSize(Shape shape) {
        assertThatItsCostIsLinear(shape, FACTOR);
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                shape("zeros below long names", size -> below("n".repeat(50_000), 10, repeated("0", size - 500_000))),
                shape("zeros below many names", size -> below("n".repeat(250), 60, repeated("0", size))),
                shape("zeros below many arrays", size -> "[".repeat(60) + repeated("0", size) + "]".repeat(60)),
                shape("objects with a member each", size -> repeated("{\"\":0}", size)),
                shape("empty objects", size -> repeated("{}", size)),
                shape("empty arrays", size -> repeated("[]", size)),
                shape("deep arrays side by side", size -> repeated("[".repeat(60) + "]".repeat(60), size)),
                shape("one wide object", size -> members(size, i -> Integer.toString(i, 36))),
                shape("names with one hash code", size -> members(size, i -> sameHash(i, 17))),
                shape(
                        "names with one hash code in Jackson's table",
                        size -> members(size, i -> sameJacksonHash(i, 17))),
                shape("long names alike but for their ends", size -> members(size, i -> "n".repeat(240) + i)),
                shape("integers of 1,000 digits", size -> repeated("9".repeat(1000), size)),
                shape("powers of ten", size -> repeated("1" + "0".repeat(999), size)),
                shape("fractions of 1,000 digits", size -> repeated("0." + "1".repeat(997), size)),
                shape("numbers with exponents", size -> repeated("1e-9", size)),
                shape("numbers too long", size -> repeated("9".repeat(1001), size)),
                shape("escapes", size -> "\"" + "\\u0061".repeat(size / 6) + "\""),
                shape("surrogate pairs", size -> "\"" + "\\ud83d\\ude00".repeat(size / 12) + "\""),
                shape("empty texts", size -> repeated("\"\"", size)),
                shape(
                        "forbidden characters below long names",
                        size -> below("n".repeat(250), 60, repeated("\"\\u0000\"", size))),
                shape("forbidden characters in names", size -> repeated("{\"\\u0000\":0}", size)),
                shape("long names that are too long", size -> repeated("{\"" + "n".repeat(300) + "\":0}", size)),
                shape("an open text", size -> "\"" + "x".repeat(size)),
                shape("white space", size -> " ".repeat(size) + "0"));
    }

    /** The bodies of a task, whose fields are read and checked as well. */
    @ParameterizedTest
    @MethodSource("tasks")
    void checksEveryTaskInTheTimeOfItsSize(Shape shape) {
        assertThatItsCostIsLinear(shape, TASK_FACTOR);
    }

    /** @param factor how much more than zeros of the same size it may cost */
    private static void assertThatItsCostIsLinear(Shape shape, int factor) {
        long zeros = cost(repeated("0", LARGEST));
        long half = cost(shape.apply(LARGEST / 2));
        long whole = cost(shape.apply(LARGEST));

        assertThat(whole)
                .as("%d ms, zeros %d ms", whole / 1_000_000, zeros / 1_000_000)
                .isLessThan(factor * zeros);
        assertThat((double) whole)
                .as("half as much: %d ms", half / 1_000_000)
                .isLessThan(GROWTH * Math.max(half, factor / 2 * zeros));
    }

    static Stream<Arguments> tasks() {
        return Stream.of(
                shape("values of the wrong type", size -> "{\"blocks\":" + repeated("{\"id\":[]}", size) + "}"),
                shape(
                        "values of the wrong type beside much else",
                        size -> "{\"x\":" + repeated("0", size) + ",\"blocks\":" + repeated("{\"id\":[]}", 1000) + "}"),
                shape("blocks without anything", size -> "{\"blocks\":" + repeated("{}", size) + "}"),
                shape(
                        "options without anything",
                        size -> "{\"interaction_schema\":{\"options\":" + repeated("{}", size) + "}}"),
                shape(
                        "options with patches",
                        size -> "{\"blocks\":" + texts(40) + ",\"interaction_schema\":{\"options\":[{\"patches\":"
                                + repeated("{}", size) + "}]}}"),
                shape(
                        "reasons without anything",
                        size -> "{\"interaction_schema\":{\"deny_reasons\":" + repeated("{}", size) + "}}"),
                shape(
                        "reasons with one id",
                        size -> "{\"interaction_schema\":{\"deny_reasons\":" + repeated("{\"id\":\"x\"}", size) + "}}"),
                shape(
                        "JSON in texts",
                        size -> "{\"blocks\":"
                                + IntStream.range(0, 4)
                                        .mapToObj(i -> "{\"id\":\"b" + i + "\",\"type\":\"json\",\"content\":\""
                                                + repeated("0", size / 4 - 100) + "\"}")
                                        .collect(joining(",", "[", "]"))
                                + "}"),
                shape("a long title", size -> "{\"title\":\"" + "\\u2003".repeat(size / 6) + "\"}"),
                shape(
                        "a long address",
                        size -> "{\"interaction_schema\":{\"external_url\":\"https://a/" + "%20".repeat(size / 3)
                                + "\"}}"));
    }

    private static Arguments shape(String name, Shape shape) {
        return argumentSet(name, shape);
    }

    private static String repeated(String element, int size) {
        int times = Math.max(1, size / (element.length() + 1));
        return "[" + (element + ",").repeat(times - 1) + element + "]";
    }

    private static String below(String name, int levels, String inner) {
        return ("{\"" + name + "\":").repeat(levels) + inner + "}".repeat(levels);
    }

    private static String members(int size, IntFunction<String> name) {
        var members = new StringBuilder("{");
        for (int i = 0; members.length() < size; i++) {
            members.append(i == 0 ? "" : ",").append('"').append(name.apply(i)).append("\":0");
        }
        return members.append('}').toString();
    }

    /** Names of one length for which {@code 31 * h + c} comes to the same. */
    private static String sameHash(int i, int pairs) {
        return binary(i, pairs, "Aa", "BB");
    }

    /** The same for {@code 33 * h + c}, with which Jackson files names. */
    private static String sameJacksonHash(int i, int pairs) {
        return binary(i, pairs, "Ab", "BA");
    }

    private static String binary(int i, int pairs, String zero, String one) {
        return IntStream.range(0, pairs)
                .mapToObj(bit -> (i >> bit & 1) == 0 ? zero : one)
                .collect(joining());
    }

    private static String texts(int blocks) {
        return IntStream.range(0, blocks)
                .mapToObj(i -> "{\"id\":\"b" + i + "\",\"type\":\"plaintext\",\"content\":\"x\"}")
                .collect(joining(",", "[", "]"));
    }

    /** The processor's time for the quickest of some runs, in nanoseconds; all of the work stays on a thread of the pool. */
    private static long cost(String json) {
        return ComputePool.call(ComputePool.SMALL, () -> costHere(json));
    }

    private static long costHere(String json) {
        var body = json.getBytes(StandardCharsets.UTF_8);
        long least = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long start = THREADS.getCurrentThreadCpuTime();
            faultsOf(body);
            least = Math.min(least, THREADS.getCurrentThreadCpuTime() - start);
            if (least > 5_000_000_000L) {
                break;
            }
        }
        return least;
    }

    private static @Nullable List<?> faultsOf(byte[] body) {
        try {
            var tree = StrictJson.parse(body);
            if (tree.isObject()) {
                JsonBinder.bind(tree, CreateReviewTaskRequest.class, CreateReviewTaskRequest::check);
            }
            return null;
        } catch (ValidationException refused) {
            assertThat(refused.faults().toString().length()).isLessThan(100_000);
            return refused.faults();
        }
    }
}
