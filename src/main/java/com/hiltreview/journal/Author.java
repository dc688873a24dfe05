package com.hiltreview.journal;

import com.hiltreview.access.Caller;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who changed a task.
 *
 * @param name the prefix of the agent's key, or the reviewer's address at that moment; null for the service itself
 */
public record Author(Kind kind, @Nullable String name) {
    public static final Author SYSTEM = new Author(Kind.SYSTEM, null);

    public enum Kind {
        AGENT("agent"),
        REVIEWER("reviewer"),
        SYSTEM("system");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    public static Author of(Caller caller) {
        return switch (caller) {
            case Caller.SourceKey key -> new Author(Kind.AGENT, key.keyPrefix());
            case Caller.AdminKey key -> new Author(Kind.AGENT, key.keyPrefix());
            case Caller.Reviewer reviewer -> new Author(Kind.REVIEWER, reviewer.email());
        };
    }

    /** The values of the parameters in {@link JournalEntry#appendFor}. */
    public Map<String, @Nullable Object> values() {
        var values = new HashMap<String, @Nullable Object>();
        values.put("author_kind", kind.text);
        values.put("author", name);
        return values;
    }
}
