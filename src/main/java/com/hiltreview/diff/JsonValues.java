package com.hiltreview.diff;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hiltreview.compute.ComputePool;
import com.hiltreview.json.JsonSize;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Compares JSON trees by value: the order of members and the spelling of numbers do not count. */
public final class JsonValues {

    private JsonValues() {}

    public static boolean equal(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return equalNumbers(one, other);
        }
        if (one.isObject() && other.isObject()) {
            return one.size() == other.size()
                    && one.properties().stream().allMatch(member -> {
                        JsonNode counterpart = other.get(member.getKey());
                        return counterpart != null && equal(member.getValue(), counterpart);
                    });
        }
        if (one.isArray() && other.isArray()) {
            if (one.size() != other.size()) {
                return false;
            }
            for (int i = 0; i < one.size(); i++) {
                if (!equal(one.get(i), other.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return one.equals(other);
    }

    /** Trees that are equal by value have the same SHA-256, others do not. */
    public static byte[] sha256(JsonNode tree) {
        return ComputePool.call(JsonSize.upToSmall(tree), () -> sha256Here(tree));
    }

    private static byte[] sha256Here(JsonNode tree) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest(tree, digest);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Texts are preceded by their length and containers by their size, so that no two trees give the same bytes. */
    private static void digest(JsonNode node, MessageDigest digest) {
        if (node.isObject()) {
            digest.update(("{" + node.size() + ":").getBytes(UTF_8));
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            members.forEach((name, value) -> {
                digest(name, digest);
                digest(value, digest);
            });
        } else if (node.isArray()) {
            digest.update(("[" + node.size() + ":").getBytes(UTF_8));
            node.forEach(element -> digest(element, digest));
        } else if (node.isString()) {
            digest(node.stringValue(), digest);
        } else if (node.isNumber()) {
            digest.update((canonicalNumber(node) + ";").getBytes(UTF_8));
        } else {
            digest.update((node + ";").getBytes(UTF_8));
        }
    }

    private static void digest(String text, MessageDigest digest) {
        byte[] bytes = text.getBytes(UTF_8);
        digest.update(("\"" + bytes.length + ":").getBytes(UTF_8));
        digest.update(bytes);
    }

    /** The significant digits and a power of ten; the number is never written out, since {@code 1e999999999} is legal. */
    static String canonicalNumber(JsonNode number) {
        BigDecimal value = number.decimalValue();
        if (value.signum() == 0) {
            return "0e0";
        }
        BigDecimal digits = new BigDecimal(value.unscaledValue()).stripTrailingZeros();
        long exponent = -((long) value.scale() + digits.scale());
        return digits.unscaledValue() + "e" + exponent;
    }

    private static boolean equalNumbers(JsonNode one, JsonNode other) {
        if (one.isIntegralNumber() && other.isIntegralNumber() && one.canConvertToLong() && other.canConvertToLong()) {
            return one.longValue() == other.longValue();
        }
        return one.decimalValue().compareTo(other.decimalValue()) == 0;
    }
}
