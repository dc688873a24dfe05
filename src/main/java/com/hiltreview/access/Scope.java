package com.hiltreview.access;

import java.util.Set;
import java.util.UUID;

/** The sources whose tasks and events a caller may see. */
public sealed interface Scope {
    /** All sources, those created later included. */
    record Everything() implements Scope {}

    /** These sources; nothing if there are none. */
    record Sources(Set<UUID> ids) implements Scope {
        public Sources {
            ids = Set.copyOf(ids);
        }
    }

    static Scope of(UUID sourceId) {
        return new Sources(Set.of(sourceId));
    }

    default boolean includes(UUID sourceId) {
        return switch (this) {
            case Everything everything -> true;
            case Sources sources -> sources.ids().contains(sourceId);
        };
    }
}
