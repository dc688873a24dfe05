package com.hiltreview.summary;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Writes documents in canonical form, RFC 8785, except that no number loses a digit: one that does not survive a detour over an
 * IEEE double is written with all its digits, in the same layout. So documents that differ in value differ in canonical form.
 */
final class CanonicalJson {
    /** What takes the UTF-8 bytes, such as {@code digest::update}. The array is used again afterwards. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] bytes, int offset, int length);
    }

    private static final int BUFFER_BYTES = 256;
    private static final int LONGEST_CHARACTER = 4;
    private static final int LARGEST_PLAIN_EXPONENT = 21;
    private static final int SMALLEST_PLAIN_EXPONENT = -6;
    private static final String HEX = "0123456789abcdef";

    private final Sink sink;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;

    CanonicalJson(Sink sink) {
        this.sink = sink;
    }

    /** Hands over what is still in the buffer; call it at the end. */
    void flush() {
        sink.write(buffer, 0, used);
        used = 0;
    }

    void write(JsonNode node) {
        if (node.isObject()) {
            writeObject(node);
        } else if (node.isArray()) {
            char separator = '[';
            for (var element : node) {
                ascii(separator);
                write(element);
                separator = ',';
            }
            ascii(node.isEmpty() ? "[]" : "]");
        } else if (node.isString()) {
            write(node.stringValue());
        } else if (node.isNumber()) {
            ascii(number(node));
        } else if (node.isBoolean() || node.isNull()) {
            ascii(node.toString());
        } else {
            throw new IllegalArgumentException("Not JSON: " + node.getNodeType());
        }
    }

    /** Members in the order of their names' UTF-16 code units, which is that of {@link String#compareTo}. */
    private void writeObject(JsonNode object) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
        members.sort(Map.Entry.comparingByKey());
        char separator = '{';
        for (var member : members) {
            ascii(separator);
            write(member.getKey());
            ascii(':');
            write(member.getValue());
            separator = ',';
        }
        ascii(members.isEmpty() ? "{}" : "}");
    }

    void write(String text) {
        ascii('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                writeAscii(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                utf8(Character.toCodePoint(c, text.charAt(++i)));
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException("A lone surrogate has no canonical form");
            } else {
                utf8(c);
            }
        }
        ascii('"');
    }

    private void writeAscii(char c) {
        switch (c) {
            case '"' -> ascii("\\\"");
            case '\\' -> ascii("\\\\");
            case '\b' -> ascii("\\b");
            case '\t' -> ascii("\\t");
            case '\n' -> ascii("\\n");
            case '\f' -> ascii("\\f");
            case '\r' -> ascii("\\r");
            default -> {
                if (c < ' ') {
                    ascii("\\u00");
                    ascii(HEX.charAt(c >> 4));
                    ascii(HEX.charAt(c & 0xF));
                } else {
                    ascii(c);
                }
            }
        }
    }

    /** Text that needs no escape. */
    void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            ascii(text.charAt(i));
        }
    }

    void ascii(char c) {
        makeRoom();
        buffer[used++] = (byte) c;
    }

    private void utf8(int c) {
        makeRoom();
        if (c < 0x800) {
            buffer[used++] = (byte) (0xC0 | (c >> 6));
        } else {
            if (c < 0x10000) {
                buffer[used++] = (byte) (0xE0 | (c >> 12));
            } else {
                buffer[used++] = (byte) (0xF0 | (c >> 18));
                buffer[used++] = continuation(c >> 12);
            }
            buffer[used++] = continuation(c >> 6);
        }
        buffer[used++] = continuation(c);
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    private void makeRoom() {
        if (used > BUFFER_BYTES - LONGEST_CHARACTER) {
            flush();
        }
    }

    /** As ECMAScript's {@code Number::toString} lays out the digits of a double, with all digits of the number. */
    private static String number(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong()
                ? Long.toString(node.longValue())
                : number(node.decimalValue());
    }

    static String number(BigDecimal value) {
        if (value.signum() == 0) {
            return "0";
        }
        var significant = new BigDecimal(value.unscaledValue().abs()).stripTrailingZeros();
        var digits = significant.unscaledValue().toString();
        // The value is 0.<digits> times ten to this power.
        long exponent = digits.length() - ((long) value.scale() + significant.scale());
        var text = new StringBuilder(digits.length() + 8);
        if (value.signum() < 0) {
            text.append('-');
        }
        if (exponent > LARGEST_PLAIN_EXPONENT || exponent <= SMALLEST_PLAIN_EXPONENT) {
            text.append(digits.charAt(0));
            if (digits.length() > 1) {
                text.append('.').append(digits, 1, digits.length());
            }
            text.append('e').append(exponent > 0 ? "+" : "").append(exponent - 1);
        } else if (exponent <= 0) {
            text.append("0.").repeat('0', (int) -exponent).append(digits);
        } else if (digits.length() <= exponent) {
            text.append(digits).repeat('0', (int) exponent - digits.length());
        } else {
            text.append(digits, 0, (int) exponent).append('.').append(digits, (int) exponent, digits.length());
        }
        return text.toString();
    }
}
