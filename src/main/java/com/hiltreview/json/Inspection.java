package com.hiltreview.json;

import com.hiltreview.error.ValidationException;
import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/** Checks a document for what JSON allows and the contract does not, in time and memory proportional to its size. */
final class Inspection {
    private static final int MAX_NAME = 256;
    /** How much all numbers of one body may grow when PostgreSQL prints them: {@code 1e308} has 309 digits. */
    private static final int MAX_GROWTH = 1024 * 1024;

    private final JsonPath path = new JsonPath();
    private final Violations violations = new Violations();

    /** The digits of all numbers when printed without exponents. */
    private long digits;

    private Inspection() {}

    /**
     * @param length of the document's text, in characters
     * @throws ValidationException naming the places of the faults
     */
    static void inspect(JsonNode tree, int length) {
        var inspection = new Inspection();
        inspection.inspect(tree);
        inspection.violations.check(
                inspection.digits - length <= MAX_GROWTH, "", "has too many numbers that are long when written out");
        inspection.violations.throwIfAny();
    }

    private void inspect(JsonNode node) {
        if (violations.isFull()) {
            return;
        }
        if (node.isObject()) {
            for (var member : node.properties()) {
                inspectName(member.getKey());
                path.enter(member.getKey());
                inspect(member.getValue());
                path.leave();
            }
        } else if (node.isArray()) {
            int index = 0;
            for (var element : node) {
                path.enter(index++);
                inspect(element);
                path.leave();
            }
        } else if (node.isString()) {
            inspectText(node.stringValue());
        } else if (node.isBigDecimal() || node.isBigInteger()) {
            inspectNumber(node);
        }
    }

    private void inspectName(String name) {
        inspectText(name);
        // The cheap check first: a string never has more code points than chars.
        if (name.length() > MAX_NAME && name.codePointCount(0, name.length()) > MAX_NAME) {
            path.enter(name);
            fault("must have a name of at most " + MAX_NAME + " characters");
            path.leave();
        }
    }

    private void inspectText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                fault("must not contain U+0000");
                return;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    fault("must not contain a lone surrogate");
                    return;
                }
            }
        }
    }

    /** PostgreSQL prints numbers without exponents, so 1e999999999 would become a gigabyte of digits. */
    private void inspectNumber(JsonNode node) {
        if (node.isBigInteger()) {
            if (node.bigIntegerValue().bitLength() > StrictMapper.MAX_DIGITS * 4) {
                fault("has too many digits");
            }
            return;
        }
        BigDecimal decimal = node.decimalValue();
        long integral = Math.max(1, (long) decimal.precision() - decimal.scale());
        long fractional = Math.max(0, decimal.scale());
        if (integral + fractional > StrictMapper.MAX_DIGITS) {
            fault("has too many digits");
        }
        digits += integral + fractional;
    }

    private void fault(String message) {
        if (!violations.isFull()) {
            violations.add(path.toString(), message);
        }
    }
}
