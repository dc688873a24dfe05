package com.hiltreview.answer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A JSON answer, serialized.
 *
 * @param parts UTF-8, sent in this order, so that large parts need not be copied into one array
 */
public record JsonParts(List<byte[]> parts) {
    private static final byte[] COMMA = {','};

    public static JsonParts of(byte[] json) {
        return new JsonParts(List.of(json));
    }

    /**
     * An object with a list of items.
     *
     * @param rest the members after {@code items}, as JSON text
     */
    public static JsonParts ofItems(List<byte[]> items, String rest) {
        var parts = new ArrayList<byte[]>(2 * items.size() + 2);
        parts.add(utf8("{\"items\":["));
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                parts.add(COMMA);
            }
            parts.add(items.get(i));
        }
        parts.add(utf8("]," + rest + "}"));
        return new JsonParts(parts);
    }

    public long size() {
        return parts.stream().mapToLong(part -> part.length).sum();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
