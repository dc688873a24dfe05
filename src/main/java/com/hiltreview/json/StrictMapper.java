package com.hiltreview.json;

import com.hiltreview.id.Ids;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
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
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.type.LogicalType;

/** Jackson with the limits of the contract: no duplicate members, every digit kept, no type coercion. */
final class StrictMapper {
    static final int MAX_NESTING = 64;
    static final int MAX_DIGITS = 1000;

    static final JsonMapper INSTANCE = create();

    private StrictMapper() {}

    private static JsonMapper create() {
        var factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxNumberLength(MAX_DIGITS)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // All callers share the table of names, and names chosen to collide would slow it down for everybody.
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .build();
        var builder = JsonMapper.builder(factory)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                // As PostgreSQL prints numbers, so that size limits apply to what is stored and shown.
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

    /** Accepts the canonical form only; Jackson's own deserializer accepts several others. */
    private static final class CanonicalUuid extends StdDeserializer<UUID> {
        CanonicalUuid() {
            super(UUID.class);
        }

        @Override
        public UUID deserialize(JsonParser parser, DeserializationContext context) {
            var text = parser.getValueAsString();
            try {
                if (text != null) {
                    return Ids.parse(text);
                }
            } catch (IllegalArgumentException malformed) {
                // Thrown below.
            }
            throw MismatchedInputException.from(parser, UUID.class, "not a UUID");
        }
    }

    /** Accepts 5.0 for 5, since JSON numbers are compared by value. */
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
                // Thrown below.
            }
            throw MismatchedInputException.from(parser, Integer.class, "not an integer");
        }
    }
}
