package com.hiltreview.configuration;

import com.hiltreview.json.VisibleText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads environment variables and collects what is wrong with them; an empty one counts as unset. */
final class Variables {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Environment environment;
    private final List<String> faults = new ArrayList<>();

    Variables(Environment environment) {
        this.environment = environment;
    }

    @Nullable
    String text(String name) {
        var value = environment.getProperty(name);
        return value == null || VisibleText.isBlank(value) ? null : VisibleText.strip(value);
    }

    String text(String name, String fallback) {
        var value = text(name);
        return value == null ? fallback : value;
    }

    int integer(String name, int fallback, int min, int max) {
        return parsed(name, fallback, "an integer from " + min + " to " + max, Integer.toString(fallback), value -> {
            int number = Integer.parseInt(value);
            return number >= min && number <= max ? number : null;
        });
    }

    boolean flag(String name, boolean fallback) {
        return parsed(name, fallback, "true or false", "true", value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "1" -> true;
            case "false", "off", "no", "0" -> false;
            default -> null;
        });
    }

    /** A JSON array of strings, or strings with commas between them. */
    List<String> list(String name, String example) {
        return parsed(name, List.<String>of(), "a JSON array or a comma-separated list", example, value -> {
            var items = value.startsWith("[")
                    ? MAPPER.readValue(value, new TypeReference<List<String>>() {})
                    : Arrays.asList(value.split(","));
            return items.stream()
                    .map(VisibleText::strip)
                    .filter(item -> !item.isEmpty())
                    .toList();
        });
    }

    <T extends @Nullable Object> T parsed(
            String name, T fallback, String expected, String example, Function<String, @Nullable T> parser) {
        var value = text(name);
        if (value == null) {
            return fallback;
        }
        try {
            var result = parser.apply(value);
            if (result != null) {
                return result;
            }
        } catch (IllegalArgumentException | JacksonException malformed) {
            // Told below, without the value: it may be a secret.
        }
        fault(name, "must be " + expected, example);
        return fallback;
    }

    void fault(String name, String what, String example) {
        faults.add(name + " " + what + ", for example " + name + "=" + example);
    }

    void throwIfAnyFault() {
        if (!faults.isEmpty()) {
            throw new ConfigurationFaultsException(faults);
        }
    }
}
