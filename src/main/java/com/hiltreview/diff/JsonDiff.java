package com.hiltreview.diff;

import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.Jackson3JsonDiff;
import com.flipkart.zjsonpatch.Jackson3JsonPatch;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes what changed in a JSON document as an RFC 6902 patch of {@code add}, {@code remove} and {@code replace}. */
final class JsonDiff {

    /** Moves and copies are left out: the library gets some of them wrong. */
    private static final EnumSet<DiffFlags> FLAGS =
            EnumSet.of(DiffFlags.OMIT_MOVE_OPERATION, DiffFlags.OMIT_COPY_OPERATION, DiffFlags.OMIT_VALUE_ON_REMOVE);

    /** So much longer may a patch be than one that replaces the whole document. */
    private static final int LENGTH_ALLOWANCE = 4_096;

    /** Counting, copying, applying and comparing again take this much, however little there is to change. */
    private static final int STEPS_A_NODE = 16;

    private final WorkBudget work;
    private final ArrayNode patch = JsonNodeFactory.instance.arrayNode();
    private boolean gaveUp;

    private JsonDiff(WorkBudget work) {
        this.work = work;
    }

    /** Empty where the documents are equal by value. */
    static ArrayNode between(JsonNode original, JsonNode revised) {
        return between(original, revised, WorkBudget.shareOf(1));
    }

    static ArrayNode between(JsonNode original, JsonNode revised, WorkBudget work) {
        if (JsonValues.equal(original, revised)) {
            return JsonNodeFactory.instance.arrayNode();
        }
        ArrayNode wholeDocument = JsonNodeFactory.instance.arrayNode().add(replacement(JsonPointer.empty(), revised));
        long nodes = Size.of(original).nodes() + Size.of(revised).nodes();
        if (!work.take(STEPS_A_NODE * nodes)) {
            return wholeDocument;
        }
        JsonDiff diff = new JsonDiff(work);
        diff.compare(original, revised);
        return !diff.gaveUp && isShortEnough(diff.patch, wholeDocument) && leadsTo(revised, original, diff.patch)
                ? diff.patch
                : wholeDocument;
    }

    private void compare(JsonNode original, JsonNode revised) {
        EqualNumbers numbers = new EqualNumbers();
        JsonNode target = numbers.unifiedIn(revised);
        JsonNode source = withoutCostlyParts(JsonPointer.empty(), numbers.unifiedIn(original), target);
        if (!gaveUp) {
            Jackson3JsonDiff.asJson(source, target, FLAGS).forEach(patch::add);
            patch.forEach(JsonDiff::avoidDash);
        }
    }

    /**
     * Python's library takes "-" for the place behind an array's end even where it names a member, and refuses to replace
     * that; adding a member that is there means the same.
     */
    private static void avoidDash(JsonNode operation) {
        if (operation instanceof ObjectNode object
                && object.path("op").stringValue().equals("replace")
                && object.path("path").stringValue().endsWith("/-")) {
            object.put("op", "add");
        }
    }

    /**
     * The library compares arrays in quadratic time, so arrays that would take too much of it are replaced by an
     * operation of our own and are what they shall become when the library sees them.
     */
    private JsonNode withoutCostlyParts(JsonPointer path, JsonNode source, JsonNode target) {
        if (source instanceof ObjectNode from && target instanceof ObjectNode to) {
            return withoutCostlyMembers(path, from, to);
        }
        if (source instanceof ArrayNode from && target instanceof ArrayNode to) {
            return withoutCostlyElements(path, from, to);
        }
        return source;
    }

    private JsonNode withoutCostlyMembers(JsonPointer path, ObjectNode source, ObjectNode target) {
        List<String> differing = new ArrayList<>();
        int inBoth = 0;
        for (Map.Entry<String, JsonNode> member : source.properties()) {
            JsonNode counterpart = target.get(member.getKey());
            if (counterpart != null) {
                inBoth++;
                if (!JsonValues.equal(member.getValue(), counterpart)) {
                    differing.add(member.getKey());
                }
            }
        }
        long operations = (long) differing.size() + (source.size() - inBoth) + (target.size() - inBoth);
        if (gaveUp || !work.take(operations * path.length())) {
            // each operation repeats the path: ten thousand of them below a key of 100 KB would make a patch of 1 GB
            gaveUp = true;
            return target;
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode().setAll(source);
        for (String name : differing) {
            result.set(name, withoutCostlyParts(path.appendProperty(name), source.get(name), target.get(name)));
        }
        return result;
    }

    private JsonNode withoutCostlyElements(JsonPointer path, ArrayNode source, ArrayNode target) {
        if (work.take(costOf(source, target, path.length()))) {
            return source;
        }
        List<Integer> differing = new ArrayList<>();
        for (int i = 0; i < Math.min(source.size(), target.size()); i++) {
            if (!JsonValues.equal(source.get(i), target.get(i))) {
                differing.add(i);
            }
        }
        if (source.size() == target.size()
                && differing.size() <= source.size() / 2
                && work.take((long) differing.size() * path.length())) {
            differing.forEach(i -> patch.add(replacement(path.appendIndex(i), target.get(i))));
        } else {
            patch.add(replacement(path, target));
        }
        return target;
    }

    /** An upper bound: Myers' algorithm on what lies between the equal ends, at each level, and the paths. */
    private static long costOf(ArrayNode source, ArrayNode target, int pathLength) {
        int shorter = Math.min(source.size(), target.size());
        int prefix = 0;
        while (prefix < shorter && JsonValues.equal(source.get(prefix), target.get(prefix))) {
            prefix++;
        }
        int suffix = 0;
        while (suffix < shorter - prefix
                && JsonValues.equal(source.get(source.size() - 1 - suffix), target.get(target.size() - 1 - suffix))) {
            suffix++;
        }
        Size from = Size.of(source, prefix, source.size() - suffix);
        Size to = Size.of(target, prefix, target.size() - suffix);
        long elements = from.children + to.children;
        long comparisons = Math.min(from.children * to.nodes, to.children * from.nodes);
        long nested = from.arraysWithin || to.arraysWithin
                ? 2 * (from.nodes * from.largestChild + to.nodes * to.largestChild)
                : 0;
        long paths = (from.nodes + to.nodes) * (pathLength + Math.max(from.longestPath, to.longestPath));
        return elements * elements + comparisons + nested + paths;
    }

    private static ObjectNode replacement(JsonPointer path, JsonNode value) {
        ObjectNode operation = JsonNodeFactory.instance.objectNode();
        operation.put("op", "replace");
        operation.put("path", path.toString());
        operation.set("value", value);
        return operation;
    }

    private static boolean isShortEnough(ArrayNode patch, ArrayNode wholeDocument) {
        int length = patch.toString().length();
        return length <= LENGTH_ALLOWANCE
                || length <= LENGTH_ALLOWANCE + wholeDocument.toString().length();
    }

    /** A wrong patch would be the executor's wrong action, so the library is not taken at its word. */
    private static boolean leadsTo(JsonNode revised, JsonNode original, ArrayNode patch) {
        try {
            return JsonValues.equal(Jackson3JsonPatch.apply(patch, original), revised);
        } catch (JsonPatchApplicationException e) {
            return false;
        }
    }

    /** The library takes 1 and 1.0 for different, so numbers that are equal by value get one spelling in both trees. */
    private static final class EqualNumbers {

        private final Map<String, JsonNode> spellings = new HashMap<>();

        JsonNode unifiedIn(JsonNode node) {
            return switch (node) {
                case ObjectNode object -> {
                    ObjectNode result = JsonNodeFactory.instance.objectNode();
                    object.properties().forEach(member -> result.set(member.getKey(), unifiedIn(member.getValue())));
                    yield result;
                }
                case ArrayNode array -> {
                    ArrayNode result = JsonNodeFactory.instance.arrayNode(array.size());
                    array.forEach(element -> result.add(unifiedIn(element)));
                    yield result;
                }
                default ->
                    node.isNumber() ? spellings.computeIfAbsent(JsonValues.canonicalNumber(node), value -> node) : node;
            };
        }
    }

    /** How much there is in a range of elements, or in one document. */
    private record Size(long children, long nodes, long largestChild, long longestPath, boolean arraysWithin) {

        static Size of(JsonNode node) {
            long nodes = 1;
            long largestChild = 0;
            long longestPath = 0;
            boolean arraysWithin = false;
            for (JsonNode child : node) {
                Size size = of(child);
                nodes += size.nodes;
                largestChild = Math.max(largestChild, size.nodes);
                longestPath = Math.max(longestPath, size.longestPath);
                arraysWithin |= child.isArray() || size.arraysWithin;
            }
            return new Size(node.size(), nodes, largestChild, longestPath + longestKey(node), arraysWithin);
        }

        static Size of(ArrayNode array, int start, int end) {
            ArrayNode range = JsonNodeFactory.instance.arrayNode(end - start);
            for (int i = start; i < end; i++) {
                range.add(array.get(i));
            }
            return of(range);
        }

        /** Doubled, since a slash or a tilde takes two characters in a path. */
        private static long longestKey(JsonNode node) {
            return node.isObject()
                    ? node.propertyNames().stream()
                            .mapToLong(name -> 2L * name.length() + 1)
                            .max()
                            .orElse(0)
                    : Integer.toString(node.size()).length() + 1L;
        }
    }
}
