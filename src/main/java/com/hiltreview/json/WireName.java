package com.hiltreview.json;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an enum's constant is called in JSON, in parameters, and in columns of type text: as its {@link JsonProperty} says, else
 * like the constant.
 */
public final class WireName {
    private static final ClassValue<Map<Object, String>> NAMES = new ClassValue<>() {
        @Override
        protected Map<Object, String> computeValue(Class<?> type) {
            return Arrays.stream(type.getEnumConstants())
                    .collect(toMap(
                            constant -> constant,
                            constant -> StrictMapper.INSTANCE.convertValue(constant, String.class),
                            (one, other) -> one,
                            LinkedHashMap::new));
        }
    };

    private WireName() {}

    public static String of(Enum<?> constant) {
        return requireNonNull(NAMES.get(constant.getDeclaringClass()).get(constant));
    }

    /** The constant of this name; null if there is none. */
    public static <E extends Enum<E>> @Nullable E constant(String name, Class<E> type) {
        for (var constant : type.getEnumConstants()) {
            if (of(constant).equals(name)) {
                return constant;
            }
        }
        return null;
    }

    /** All names of a type, in the order of its constants, with commas between them. */
    static String list(Class<?> type) {
        return String.join(", ", NAMES.get(type).values());
    }
}
