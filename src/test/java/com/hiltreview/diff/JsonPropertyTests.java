package com.hiltreview.diff;

import static com.hiltreview.diff.JsonTrees.text;
import static com.hiltreview.diff.JsonTrees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.flipkart.zjsonpatch.Jackson3JsonPatch;
import jakarta.json.JsonStructure;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class JsonPropertyTests {

    private static final JsonProvider PARSSON = JsonProvider.provider();

    @Property(tries = 1_000)
    void turnsAnyDocumentIntoAnyOther(@ForAll("documents") String original, @ForAll("documents") String revised) {
        leadsToRevised(original, revised, WorkBudget.shareOf(1));
    }

    @Property(tries = 1_000)
    void turnsDocumentsIntoEditedOnes(@ForAll("edits") Tuple2<String, String> edit) {
        leadsToRevised(edit.get1(), edit.get2(), WorkBudget.shareOf(1));
    }

    @Property(tries = 1_000)
    void isNeverWrongOnAnyBudget(@ForAll("edits") Tuple2<String, String> edit, @ForAll("budgets") int budget) {
        leadsToRevised(edit.get1(), edit.get2(), new WorkBudget(budget));
    }

    @Property(tries = 500)
    void equalsAndHashesByValue(@ForAll("documents") String document, @ForAll long seed) {
        JsonNode tree = tree(document);
        JsonNode respelled = respelled(tree, new Random(seed));
        assertThat(JsonValues.equal(tree, respelled)).isTrue();
        assertThat(JsonValues.sha256(tree)).isEqualTo(JsonValues.sha256(respelled));
        assertThat(JsonDiff.between(tree, respelled)).isEmpty();
    }

    @Property(tries = 500)
    void equalityAndHashAgree(@ForAll("edits") Tuple2<String, String> edit) {
        JsonNode one = tree(edit.get1());
        JsonNode other = tree(edit.get2());
        assertThat(java.util.Arrays.equals(JsonValues.sha256(one), JsonValues.sha256(other)))
                .isEqualTo(JsonValues.equal(one, other));
    }

    private static void leadsToRevised(String original, String revised, WorkBudget work) {
        JsonNode from = tree(original);
        JsonNode to = tree(revised);
        ArrayNode patch = JsonDiff.between(from, to, work);
        assertThat(from).as("the original is left alone").isEqualTo(tree(original));
        assertThat(to).as("the revised document is left alone").isEqualTo(tree(revised));
        assertThat(patch.isEmpty()).isEqualTo(JsonValues.equal(from, to));
        assertThat(patch).allSatisfy(operation -> {
            String op = operation.get("op").stringValue();
            assertThat(op).isIn("add", "remove", "replace");
            assertThat(operation.propertyNames())
                    .containsExactlyElementsOf(
                            op.equals("remove") ? List.of("op", "path") : List.of("op", "path", "value"));
        });
        assertThat(JsonValues.equal(Jackson3JsonPatch.apply(patch, from), to)).isTrue();
        assertThat(JsonValues.equal(tree(appliedByParsson(text(patch), original)), to))
                .isTrue();
    }

    private static String appliedByParsson(String patch, String document) {
        JsonStructure structure =
                PARSSON.createReader(new StringReader(document)).read();
        return PARSSON.createPatch(PARSSON.createReader(new StringReader(patch)).readArray())
                .apply(structure)
                .toString();
    }

    @Provide
    Arbitrary<Integer> budgets() {
        return Arbitraries.integers().between(0, 4_000);
    }

    @Provide
    Arbitrary<String> documents() {
        return Arbitraries.oneOf(objects(values(3)), arrays(values(3)));
    }

    @Provide
    Arbitrary<Tuple2<String, String>> edits() {
        return Combinators.combine(
                        documents(),
                        Arbitraries.longs().withoutEdgeCases(),
                        documents().withoutEdgeCases())
                .as((document, seed, other) ->
                        Tuple.of(document, text(edited(tree(document), new Random(seed), tree(other)))));
    }

    private static Arbitrary<String> values(int depth) {
        Arbitrary<String> scalars = Arbitraries.frequencyOf(
                Tuple.of(
                        6,
                        Arbitraries.of(
                                "0", "1", "1.0", "1e0", "2", "2.50", "25e-1", "null", "true", "false", "\"\"",
                                "\"a\"")),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                "12345678901234567890.123456789", "-0", "1e300", "100", "1E2", "9007199254740993")),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(4).map(JsonPropertyTests::quoted)));
        return depth == 0
                ? scalars
                : Arbitraries.frequencyOf(
                        Tuple.of(3, scalars),
                        Tuple.of(1, Arbitraries.lazy(() -> objects(values(depth - 1)))),
                        Tuple.of(1, Arbitraries.lazy(() -> arrays(values(depth - 1)))));
    }

    private static Arbitrary<String> arrays(Arbitrary<String> values) {
        return values.list().ofMaxSize(8).map(elements -> "[" + String.join(",", elements) + "]");
    }

    private static Arbitrary<String> objects(Arbitrary<String> values) {
        Arbitrary<String> names = Arbitraries.frequencyOf(
                Tuple.of(
                        8,
                        Arbitraries.of("a", "b", "c", "0", "1", "-", "", "/", "~", "~0", "~1", "a/b", "00", " ", "ä")),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(3)));
        return Arbitraries.maps(names.map(JsonPropertyTests::quoted), values)
                .ofMaxSize(6)
                .map(members -> members.entrySet().stream()
                        .map(member -> member.getKey() + ":" + member.getValue())
                        .collect(Collectors.joining(",", "{", "}")));
    }

    /** Without lone surrogates, which no JSON text that is UTF-8 can hold. */
    private static String quoted(String text) {
        return text(new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8));
    }

    private static JsonNode edited(JsonNode node, Random random, JsonNode other) {
        if (random.nextInt(6) == 0) {
            return other;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode result = object.objectNode();
            object.properties().forEach(member -> {
                if (random.nextInt(8) != 0) {
                    result.set(member.getKey(), edited(member.getValue(), random, other));
                }
            });
            return result;
        }
        if (node instanceof ArrayNode array) {
            List<JsonNode> elements = new ArrayList<>();
            array.forEach(element -> {
                if (random.nextInt(6) != 0) {
                    elements.add(edited(element, random, other));
                }
                if (random.nextInt(6) == 0) {
                    elements.add(element);
                }
            });
            if (random.nextInt(3) == 0) {
                Collections.shuffle(elements, random);
            }
            return array.arrayNode().addAll(elements);
        }
        return node;
    }

    private static JsonNode respelled(JsonNode node, Random random) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>(object.propertyNames());
            Collections.shuffle(names, random);
            ObjectNode result = object.objectNode();
            names.forEach(name -> result.set(name, respelled(object.get(name), random)));
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = array.arrayNode();
            array.forEach(element -> result.add(respelled(element, random)));
            return result;
        }
        if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            return tree(number.unscaledValue().multiply(BigInteger.TEN) + "e" + (-1 - number.scale()));
        }
        return node;
    }
}
