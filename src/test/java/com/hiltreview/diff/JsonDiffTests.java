package com.hiltreview.diff;

import static com.hiltreview.diff.JsonTrees.text;
import static com.hiltreview.diff.JsonTrees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

class JsonDiffTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"b\":2}|{\"b\":2.0,\"a\":1e0}|[]",
                "{\"a\":1}|{\"a\":2}|[{\"op\":\"replace\",\"path\":\"/a\",\"value\":2}]",
                "{\"a\":1}|{\"a\":null}|[{\"op\":\"replace\",\"path\":\"/a\",\"value\":null}]",
                "{\"a\":1}|{}|[{\"op\":\"remove\",\"path\":\"/a\"}]",
                "{}|{\"\":1}|[{\"op\":\"add\",\"path\":\"/\",\"value\":1}]",
                "{}|{\"a/b~c\":1}|[{\"op\":\"add\",\"path\":\"/a~1b~0c\",\"value\":1}]",
                "{\"a\":{\"0\":1}}|{\"a\":{\"0\":2}}|[{\"op\":\"replace\",\"path\":\"/a/0\",\"value\":2}]",
                "[1,2,3]|[1,3]|[{\"op\":\"remove\",\"path\":\"/1\"}]",
                "[1,3]|[1,2,3]|[{\"op\":\"add\",\"path\":\"/1\",\"value\":2}]",
                "[1.0,2]|[1,2,3]|[{\"op\":\"add\",\"path\":\"/2\",\"value\":3}]",
                "[[1],[2]]|[[1],[2,3]]|[{\"op\":\"add\",\"path\":\"/1/1\",\"value\":3}]",
                "{\"a\":1}|[1]|[{\"op\":\"replace\",\"path\":\"\",\"value\":[1]}]",
                "[]|{}|[{\"op\":\"replace\",\"path\":\"\",\"value\":{}}]",
                "{\"n\":1}|{\"n\":12345678901234567890.1234567890}"
                        + "|[{\"op\":\"replace\",\"path\":\"/n\",\"value\":12345678901234567890.1234567890}]",
                "{\"n\":1}|{\"n\":1E+999999999}|[{\"op\":\"replace\",\"path\":\"/n\",\"value\":1E+999999999}]",
            })
    void saysNoMoreThanWhatChanged(String original, String revised, String patch) {
        assertThat(text(JsonDiff.between(tree(original), tree(revised)))).isEqualTo(patch);
    }

    @Test
    void changesAMemberThatSomeTakeForTheEndOfAnArray() {
        assertThat(text(JsonDiff.between(
                        tree("{\"-\":1,\"a-\":{\"-\":[1]},\"b\":1}"), tree("{\"-\":2,\"a-\":{\"-\":\"x\"},\"b\":2}"))))
                .isEqualTo("[{\"op\":\"add\",\"path\":\"/-\",\"value\":2},"
                        + "{\"op\":\"add\",\"path\":\"/a-/-\",\"value\":\"x\"},"
                        + "{\"op\":\"replace\",\"path\":\"/b\",\"value\":2}]");
    }

    @Test
    void changesTwoPlacesOfALargeArrayOneByOne() {
        JsonNode original =
                tree(IntStream.range(0, 60_000).mapToObj(Integer::toString).collect(array()));
        JsonNode revised = tree(IntStream.range(0, 60_000)
                .mapToObj(i -> i % 59_000 == 100 ? "null" : Integer.toString(i))
                .collect(array()));
        assertThat(text(JsonDiff.between(original, revised)))
                .isEqualTo("[{\"op\":\"replace\",\"path\":\"/100\",\"value\":null},"
                        + "{\"op\":\"replace\",\"path\":\"/59100\",\"value\":null}]");
    }

    @Test
    void replacesAnArrayThatIsTooCostlyToCompareAndNothingElse() {
        String ascending =
                IntStream.range(0, 20_000).mapToObj(Integer::toString).collect(array());
        String descending = IntStream.range(0, 20_001)
                .mapToObj(i -> Integer.toString(20_001 - i))
                .collect(array());
        ArrayNode patch = JsonDiff.between(
                tree("{\"list\":" + ascending + ",\"name\":\"a\"}"),
                tree("{\"list\":" + descending + ",\"name\":\"b\"}"));
        assertThat(text(patch))
                .isEqualTo("[{\"op\":\"replace\",\"path\":\"/list\",\"value\":" + descending
                        + "},{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"b\"}]");
    }

    @Test
    void replacesTheDocumentWhereAPatchWouldOutgrowIt() {
        String key = "k".repeat(2_000);
        String original = members(500, i -> "{\"" + i + "\":0}");
        String revised = members(500, i -> "{\"" + i + "\":1}");
        ArrayNode patch =
                JsonDiff.between(tree("{\"" + key + "\":" + original + "}"), tree("{\"" + key + "\":" + revised + "}"));
        assertThat(patch).hasSize(1);
        assertThat(patch.get(0).get("path").stringValue()).isEmpty();
    }

    @Test
    void replacesTheDocumentWithoutBudget() {
        assertThat(text(JsonDiff.between(tree("{\"a\":1,\"b\":1}"), tree("{\"a\":1,\"b\":2}"), new WorkBudget(0))))
                .isEqualTo("[{\"op\":\"replace\",\"path\":\"\",\"value\":{\"a\":1,\"b\":2}}]");
    }

    private static java.util.stream.Collector<CharSequence, ?, String> array() {
        return Collectors.joining(",", "[", "]");
    }

    private static String members(int count, java.util.function.IntFunction<String> member) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"m" + i + "\":" + member.apply(i))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
