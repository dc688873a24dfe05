package com.hiltreview.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.access.Caller;
import com.hiltreview.journal.Author;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said about a task, or about one of its blocks.
 *
 * @param blockId null for the task as a whole
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Comment(UUID id, String text, @Nullable String blockId, Commenter author, Instant createdAt) {
    /**
     * Who wrote a comment, as known at that moment.
     *
     * @param name the reviewer's name, or address for want of one; the prefix of the agent's key
     * @param email the reviewer's address
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Commenter(
            Author.Kind type, String name, @Nullable String email) {
        static Commenter of(Caller caller) {
            return switch (caller) {
                case Caller.Reviewer reviewer ->
                    new Commenter(
                            Author.Kind.REVIEWER,
                            Objects.requireNonNullElse(reviewer.name(), reviewer.email()),
                            reviewer.email());
                case Caller.SourceKey key -> new Commenter(Author.Kind.AGENT, key.keyPrefix(), null);
                case Caller.AdminKey key -> new Commenter(Author.Kind.AGENT, key.keyPrefix(), null);
            };
        }
    }
}
