package com.hiltreview.environment;

import com.hiltreview.json.VisibleText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads environment variables and collects their faults, a line each; an empty variable counts as unset. */
public final class Variables {
    /** Hosts that plain http is allowed for also in production. */
    public static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Spring Boot reads these as the properties {@code hilt.delivery.slots} and the like. */
    private static final Pattern TUNING = Pattern.compile("HILT_(?:DELIVERY|CONNECTIONS|STREAM|OPEN_?REQUESTS)_.+");

    private static final int SHORTEST_LIKENESS = 8;
    private static final int MOST_DIFFERENCES = 2;

    private final Environment environment;
    private final Set<String> known = new TreeSet<>();
    private final Set<String> faulty = new HashSet<>();
    private final List<String> faults = new ArrayList<>();

    public Variables(Environment environment) {
        this.environment = environment;
    }

    public @Nullable String text(String name) {
        known.add(name);
        var value = environment.getProperty(name);
        return value == null || VisibleText.isBlank(value) ? null : VisibleText.strip(value);
    }

    public String text(String name, String fallback) {
        var value = text(name);
        return value == null ? fallback : value;
    }

    public int integer(String name, int fallback, int min, int max) {
        return parsed(name, fallback, "an integer from " + min + " to " + max, Integer.toString(fallback), value -> {
            int number = Integer.parseInt(value);
            return number >= min && number <= max ? number : null;
        });
    }

    public boolean flag(String name, boolean fallback) {
        return parsed(name, fallback, "true or false", "true", value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "1" -> true;
            case "false", "off", "no", "0" -> false;
            default -> null;
        });
    }

    /** A JSON array of strings, or a comma-separated list. */
    public List<String> list(String name, String example) {
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

    /**
     * A list whose items all have one form.
     *
     * @param what the items are called in the fault
     */
    public List<String> list(String name, Pattern form, String what, String example) {
        var items = list(name, example);
        if (!items.stream().allMatch(item -> form.matcher(item).matches())) {
            fault(name, "must be a list of " + what, example);
        }
        return items;
    }

    /**
     * Reads a variable with its parser.
     *
     * @param parser returns null, or throws an {@link IllegalArgumentException}, if the value is malformed
     * @return the fallback if the variable is unset or malformed
     */
    public <T extends @Nullable Object> T parsed(
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
            // Reported below, without the value, which may be a secret.
        }
        fault(name, "must be " + expected, example);
        return fallback;
    }

    public void fault(String name, String what, String example) {
        // A variable that is read twice still has one fault.
        if (!faulty.add(name) && faults.contains(line(name, what, example))) {
            return;
        }
        faults.add(line(name, what, example));
    }

    private static String line(String name, String what, String example) {
        return name + " " + what + ", for example " + name + "=" + example;
    }

    public boolean isFaulty(String name) {
        return faulty.contains(name);
    }

    /**
     * The names that look like ours but have not been read, each with the name that is probably meant, or an empty string.
     * Call it after all variables have been read.
     */
    public Map<String, String> unknown(Collection<String> names) {
        var unknown = new TreeMap<String, String>();
        for (var name : names) {
            if (known.contains(name) || TUNING.matcher(name).matches()) {
                continue;
            }
            // Two differences are too many for short names: PATH is not meant to be PORT.
            var meant = known.stream()
                    .filter(one -> one.length() >= SHORTEST_LIKENESS && differences(one, name) <= MOST_DIFFERENCES)
                    .findFirst();
            if (meant.isPresent() || name.startsWith("HILT_")) {
                unknown.put(name, meant.orElse(""));
            }
        }
        return unknown;
    }

    /** The Levenshtein distance: how many characters were added, left out or replaced. */
    private static int differences(String one, String other) {
        var previous = new int[other.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            var row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[other.length()];
    }

    public void throwIfAnyFault() {
        if (!faults.isEmpty()) {
            throw new ConfigurationFaultsException(faults);
        }
    }
}
