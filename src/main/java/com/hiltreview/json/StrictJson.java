package com.hiltreview.json;

import com.hiltreview.compute.ComputePool;
import com.hiltreview.error.FieldFault;
import com.hiltreview.error.ValidationException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads JSON that comes from outside: no duplicate members, no U+0000, no lone surrogates, at most 64 levels, numbers
 * with every digit, no value of one type taken for another.
 */
public final class StrictJson {
    public static final int MAX_NESTING = 64;

    static final int MAX_DIGITS = 1000;

    private static final int MIN_MISFITS = 3;
    private static final int MAX_MISFITS = 20;
    /** Each misfit costs another pass over the body, so fewer are reported of a large one. */
    private static final int MAX_NODES_READ_AGAIN = 20_000;

    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final JsonMapper MAPPER = mapper();

    private StrictJson() {}

    private static JsonMapper mapper() {
        var factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxNumberLength(MAX_DIGITS)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // The table of names is shared by all callers, and breaks on names made to meet in one place of it.
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .build();
        var builder = JsonMapper.builder(factory)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                // As the database writes them: so sizes are of what is kept and shown.
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .nodeFactory(new JsonNodeFactory())
                .addModule(new WireFormat())
                .addModule(new SimpleModule()
                        .addDeserializer(UUID.class, new CanonicalUuid())
                        .addDeserializer(Integer.class, new WholeNumber()));
        for (var type : List.of(LogicalType.Textual, LogicalType.Enum)) {
            builder.withCoercionConfig(
                    type,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.EmptyString, CoercionAction.TryConvert));
        }
        builder.withCoercionConfig(
                LogicalType.Enum, config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail));
        return builder.build();
    }

    /** @throws ValidationException naming the fault's place */
    public static JsonNode parse(byte[] utf8) {
        return ComputePool.call(utf8.length, () -> {
            try {
                // Jackson's own decoder lets encoded surrogates pass; this one does not.
                return parseHere(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(utf8))
                        .toString());
            } catch (CharacterCodingException notUtf8) {
                throw ValidationException.ofBody("is not UTF-8");
            }
        });
    }

    /** @throws ValidationException naming the fault's place */
    public static JsonNode parse(String json) {
        return ComputePool.call(json.length(), () -> parseHere(json));
    }

    private static JsonNode parseHere(String json) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (MismatchedInputException trailing) {
            throw ValidationException.ofBody("must be one JSON value, with nothing after it");
        } catch (JacksonException malformed) {
            throw new ValidationException(List.of(fault(malformed)));
        } catch (NumberFormatException outOfRange) {
            // Jackson lets this one pass for exponents that no BigDecimal has, such as 1e-2147483648.
            throw ValidationException.ofBody("holds a number that is out of range");
        }
        if (tree == null || tree.isMissingNode()) {
            throw ValidationException.ofBody("a JSON value is required");
        }
        Inspection.inspect(tree, json.length());
        return tree;
    }

    /** @throws ValidationException naming every field whose type or value does not fit */
    public static <T> T bind(JsonNode tree, Class<T> type) {
        return bind(tree, type, value -> {});
    }

    /**
     * Reads a body's fields.
     *
     * @param check what else is asked of them; throws a {@link ValidationException}
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
            value = MAPPER.treeToValue(tree, type);
        } catch (JacksonException mismatch) {
            throw new ValidationException(misfits(mismatch, tree.deepCopy(), type, check));
        }
        check.accept(value);
        return value;
    }

    /** Takes what does not fit out of the tree, one after the other, and then checks what is left. */
    private static <T> List<FieldFault> misfits(
            JacksonException first, JsonNode rest, Class<T> type, Consumer<T> check) {
        var faults = new ArrayList<FieldFault>();
        JacksonException misfit = first;
        int nodes = nodesOf(rest);
        int told = Math.clamp(MAX_NODES_READ_AGAIN / nodes, MIN_MISFITS, MAX_MISFITS);
        while (true) {
            faults.add(fault(misfit));
            if (faults.size() == told || !takeOut(rest, misfit.getPath())) {
                return faults;
            }
            try {
                var value = MAPPER.treeToValue(rest, type);
                check.accept(value);
                return faults;
            } catch (JacksonException next) {
                misfit = next;
            } catch (ValidationException others) {
                // A field that was taken out is missing now, as are those that it held, and so the body as a whole may
                // be wrong.
                others.faults().stream()
                        .filter(other -> !other.field().isEmpty())
                        .filter(other -> faults.stream().noneMatch(known -> holds(known.field(), other.field())))
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

    private static boolean takeOut(JsonNode tree, List<JacksonException.Reference> path) {
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
                    boolean was = !array.path(step.getIndex()).isNull();
                    array.set(step.getIndex(), array.nullNode());
                    return was;
                }
                holder = array.path(step.getIndex());
            } else {
                return false;
            }
        }
        return false;
    }

    private static boolean holds(String field, String other) {
        return other.equals(field) || other.startsWith(field + ".") || other.startsWith(field + "[");
    }

    /** Compact JSON. */
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    public static JsonNode toTree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** For JSON that this service wrote itself. */
    public static <T> T read(String json, Class<T> type) {
        return ComputePool.call(json.length(), () -> MAPPER.readValue(json, type));
    }

    private static FieldFault fault(JacksonException thrown) {
        var path = new JsonPath();
        for (var step : thrown.getPath()) {
            path.enter(step.getPropertyName() == null ? (Object) step.getIndex() : step.getPropertyName());
        }
        var message = thrown instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? "must be " + expected(mismatch.getTargetType())
                : "is not valid JSON: " + firstLine(thrown.getOriginalMessage());
        return new FieldFault(path.toString(), message);
    }

    private static String expected(Class<?> type) {
        if (type == String.class) {
            return "a string";
        } else if (type == Integer.class || type == int.class) {
            return "an integer";
        } else if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        } else if (type == UUID.class) {
            return "a UUID";
        } else if (type.isEnum()) {
            var names = new ArrayList<String>();
            for (var constant : type.getEnumConstants()) {
                names.add(MAPPER.convertValue(constant, String.class));
            }
            return "one of " + String.join(", ", names);
        } else if (Iterable.class.isAssignableFrom(type)) {
            return "an array";
        }
        return "an object";
    }

    private static String firstLine(@Nullable String message) {
        var line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), 200));
    }

    /** Takes the canonical form only: Jackson's own takes several others. */
    private static final class CanonicalUuid extends StdDeserializer<UUID> {
        CanonicalUuid() {
            super(UUID.class);
        }

        @Override
        public UUID deserialize(JsonParser parser, DeserializationContext context) {
            var text = parser.getValueAsString();
            if (text == null || !UUID_FORM.matcher(text).matches()) {
                throw MismatchedInputException.from(parser, UUID.class, "not a UUID");
            }
            return UUID.fromString(text);
        }
    }

    /** Takes 5.0 for 5: numbers count by their value. */
    private static final class WholeNumber extends StdDeserializer<Integer> {
        WholeNumber() {
            super(Integer.class);
        }

        @Override
        public Integer deserialize(JsonParser parser, DeserializationContext context) {
            try {
                if (parser.currentToken().isNumeric()) {
                    return parser.getDecimalValue().intValueExact();
                }
            } catch (ArithmeticException fractionOrTooLarge) {
                // Told below.
            }
            throw MismatchedInputException.from(parser, Integer.class, "not an integer");
        }
    }

    /** @throws IllegalArgumentException if the text is not a UUID in its canonical form */
    public static UUID uuid(String text) {
        if (!UUID_FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a UUID");
        }
        return UUID.fromString(text);
    }

    /** @throws IllegalArgumentException if it is not an RFC 3339 time */
    public static Instant time(String text) {
        try {
            var time = OffsetDateTime.parse(text);
            // RFC 3339 has four digits for the year; the database does not take all that Java does.
            if (time.getYear() >= 1 && time.getYear() <= 9999) {
                return time.toInstant();
            }
        } catch (DateTimeParseException malformed) {
            // Told below.
        }
        throw new IllegalArgumentException("not a time");
    }
}
