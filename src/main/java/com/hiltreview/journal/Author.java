package com.hiltreview.journal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.hiltreview.access.Caller;
import com.hiltreview.json.WireName;
import com.hiltreview.sql.ValueRows;
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
        @JsonProperty("agent")
        AGENT,
        @JsonProperty("reviewer")
        REVIEWER,
        @JsonProperty("system")
        SYSTEM
    }

    public static Author of(Caller caller) {
        return switch (caller) {
            case Caller.SourceKey key -> new Author(Kind.AGENT, key.keyPrefix());
            case Caller.AdminKey key -> new Author(Kind.AGENT, key.keyPrefix());
            case Caller.Reviewer reviewer -> new Author(Kind.REVIEWER, reviewer.email());
        };
    }

    /** The columns that {@link JournalEntry#appendEach} reads. */
    public static final ValueRows<Author> COLUMNS = ValueRows.<Author>of()
            .column("author_kind", "text", author -> WireName.of(author.kind))
            .column("author", "text", Author::name)
            .build();

    /** The values of the parameters in {@link JournalEntry#appendFor}. */
    public Map<String, @Nullable Object> values() {
        var values = new HashMap<String, @Nullable Object>();
        values.put("author_kind", WireName.of(kind));
        values.put("author", name);
        return values;
    }
}
