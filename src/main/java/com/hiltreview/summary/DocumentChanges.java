package com.hiltreview.summary;

import com.hiltreview.diff.JsonValues;
import com.hiltreview.json.Json;
import com.hiltreview.summary.Change.Value;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Finds the changes of a document, with the values before and after, which a JSON patch does not have. Places are JSON pointers:
 * what was removed has its place before, all else its place after.
 */
final class DocumentChanges {
    private static final Pattern PLAIN_POINTER = Pattern.compile("[\\p{L}\\p{N}_./~$@-]+");
    /** More than is shown of a place. */
    private static final int LONGEST_PLACE = 200;

    private final Changes changes = new Changes();

    private DocumentChanges() {}

    static Changes between(JsonNode before, JsonNode after) {
        var document = new DocumentChanges();
        document.compare(JsonPointer.empty(), before, after);
        return document.changes;
    }

    private void compare(JsonPointer place, JsonNode before, JsonNode after) {
        if (JsonValues.equal(before, after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            compareMembers(place, before, after);
        } else if (before.isArray() && after.isArray()) {
            compareElements(place, before, after);
        } else {
            add(place, before, after);
        }
    }

    private void compareMembers(JsonPointer place, JsonNode before, JsonNode after) {
        for (var member : before.properties()) {
            var counterpart = after.get(member.getKey());
            var inside = place.appendProperty(member.getKey());
            if (counterpart == null) {
                add(inside, member.getValue(), null);
            } else {
                compare(inside, member.getValue(), counterpart);
            }
        }
        for (var member : after.properties()) {
            if (!before.has(member.getKey())) {
                add(place.appendProperty(member.getKey()), null, member.getValue());
            }
        }
    }

    /** Elements that were inserted or removed shift the others, so those at the equal ends do not count. */
    private void compareElements(JsonPointer place, JsonNode before, JsonNode after) {
        int shorter = Math.min(before.size(), after.size());
        int prefix = 0;
        while (prefix < shorter && JsonValues.equal(before.get(prefix), after.get(prefix))) {
            prefix++;
        }
        int suffix = 0;
        while (suffix < shorter - prefix
                && JsonValues.equal(before.get(before.size() - 1 - suffix), after.get(after.size() - 1 - suffix))) {
            suffix++;
        }
        for (int i = prefix; i < shorter - suffix; i++) {
            compare(place.appendIndex(i), before.get(i), after.get(i));
        }
        for (int i = shorter - suffix; i < before.size() - suffix; i++) {
            add(place.appendIndex(i), before.get(i), null);
        }
        for (int i = shorter - suffix; i < after.size() - suffix; i++) {
            add(place.appendIndex(i), null, after.get(i));
        }
    }

    private void add(JsonPointer place, @Nullable JsonNode before, @Nullable JsonNode after) {
        if (changes.isKept()) {
            changes.add(new Change(written(place), value(before), value(after)));
        } else {
            changes.skip();
        }
    }

    private static @Nullable Value value(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        return node.isString() ? new Value(node.stringValue(), false) : new Value(Json.write(node), true);
    }

    private static String written(JsonPointer place) {
        var pointer = place.toString();
        if (pointer.isEmpty()) {
            return "the document";
        }
        return PLAIN_POINTER.matcher(pointer).matches() ? pointer : Excerpt.quoted(pointer, LONGEST_PLACE);
    }
}
