package com.hiltreview.json;

import com.hiltreview.compute.ComputePool;
import com.hiltreview.error.FieldFault;
import com.hiltreview.error.ValidationException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Binds a parsed body to a record, and reports all fields that do not fit at once. */
public final class JsonBinder {
    private static final int MIN_MISMATCHES = 3;
    private static final int MAX_MISMATCHES = 20;
    /** Each mismatch costs another pass over the body, so fewer are reported for a large one. */
    private static final int MAX_NODES_READ_AGAIN = 20_000;

    private JsonBinder() {}

    /** @throws ValidationException naming every field whose type or value does not fit */
    public static <T> T bind(JsonNode tree, Class<T> type) {
        return bind(tree, type, value -> {});
    }

    /**
     * Binds a body and checks its values.
     *
     * @param check further rules; throws a {@link ValidationException}
     * @throws ValidationException naming every field whose type or value does not fit, and what the check finds in the rest
     */
    public static <T> T bind(JsonNode tree, Class<T> type, Consumer<T> check) {
        if (!tree.isObject()) {
            throw ValidationException.ofBody("must be a JSON object");
        }
        return ComputePool.call(JsonSize.upToSmall(tree), () -> bindHere(tree, type, check));
    }

    private static <T> T bindHere(JsonNode tree, Class<T> type, Consumer<T> check) {
        T value;
        try {
            value = StrictMapper.INSTANCE.treeToValue(tree, type);
        } catch (JacksonException mismatch) {
            throw new ValidationException(faultsFrom(mismatch, tree.deepCopy(), type, check));
        }
        check.accept(value);
        return value;
    }

    /** Jackson stops at the first mismatch, so each one is removed from the tree until the rest binds; then that is checked. */
    private static <T> List<FieldFault> faultsFrom(
            JacksonException first, JsonNode rest, Class<T> type, Consumer<T> check) {
        var faults = new ArrayList<FieldFault>();
        JacksonException mismatch = first;
        int limit = Math.clamp(MAX_NODES_READ_AGAIN / nodesOf(rest), MIN_MISMATCHES, MAX_MISMATCHES);
        while (true) {
            faults.add(JsonFaults.of(mismatch));
            if (faults.size() == limit || !remove(rest, mismatch.getPath())) {
                return faults;
            }
            try {
                var value = StrictMapper.INSTANCE.treeToValue(rest, type);
                check.accept(value);
                return faults;
            } catch (JacksonException next) {
                mismatch = next;
            } catch (ValidationException others) {
                // A removed field now counts as missing, with all that it held, and so does the body as a whole.
                others.faults().stream()
                        .filter(other -> !other.field().isEmpty())
                        .filter(other -> faults.stream().noneMatch(known -> contains(known.field(), other.field())))
                        .forEach(faults::add);
                return faults;
            }
        }
    }

    private static int nodesOf(JsonNode tree) {
        int nodes = 1;
        for (var child : tree) {
            nodes += nodesOf(child);
        }
        return nodes;
    }

    private static boolean remove(JsonNode tree, List<JacksonException.Reference> path) {
        var holder = tree;
        for (int i = 0; i < path.size(); i++) {
            var step = path.get(i);
            boolean last = i == path.size() - 1;
            if (holder instanceof ObjectNode object && step.getPropertyName() != null) {
                if (last) {
                    return object.remove(step.getPropertyName()) != null;
                }
                holder = object.path(step.getPropertyName());
            } else if (holder instanceof ArrayNode array && step.getIndex() >= 0 && step.getIndex() < array.size()) {
                if (last) {
                    boolean present = !array.path(step.getIndex()).isNull();
                    array.set(step.getIndex(), array.nullNode());
                    return present;
                }
                holder = array.path(step.getIndex());
            } else {
                return false;
            }
        }
        return false;
    }

    private static boolean contains(String field, String other) {
        return other.equals(field) || other.startsWith(field + ".") || other.startsWith(field + "[");
    }
}
