package com.hiltreview.revision;

import static java.util.Objects.requireNonNull;

import com.hiltreview.error.ValidationException;
import com.hiltreview.json.Violations;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body that asks the agent for changes. */
public record RequestChangesRequest(
        @Nullable String comment, @Nullable List<@Nullable BlockComment> blocks) {
    private static final int MAX_CHARACTERS = 4000;
    /** A task has at most so many blocks. */
    private static final int MAX_BLOCKS = 50;

    record BlockComment(@Nullable String blockId, @Nullable String comment) {
        private ChangeRequest.BlockComment toComment() {
            return new ChangeRequest.BlockComment(requireNonNull(blockId), requireNonNull(comment));
        }
    }

    /** @throws ValidationException naming every field at fault */
    public void check() {
        var violations = new Violations();
        violations.required(comment, "comment", MAX_CHARACTERS);
        var given = given();
        violations.check(given.size() <= MAX_BLOCKS, "blocks", "must have at most " + MAX_BLOCKS);
        var seen = new HashSet<String>();
        for (int i = 0; i < Math.min(given.size(), MAX_BLOCKS); i++) {
            var at = "blocks[" + i + "]";
            var block = given.get(i);
            if (block == null) {
                violations.add(at, "must be an object");
                continue;
            }
            violations.check(block.blockId() != null, at + ".block_id", "is required");
            violations.check(
                    block.blockId() == null || seen.add(block.blockId()), at + ".block_id", "must not be repeated");
            violations.required(block.comment(), at + ".comment", MAX_CHARACTERS);
        }
        violations.throwIfAny();
    }

    /**
     * The request for changes of a task. Call it after {@link #check}.
     *
     * @param blockIds the task's blocks
     * @throws ValidationException if it names another block
     */
    public ChangeRequest toChangeRequest(Set<String> blockIds, String reviewer, Instant now) {
        var violations = new Violations();
        var comments =
                given().stream().map(block -> requireNonNull(block).toComment()).toList();
        for (int i = 0; i < comments.size(); i++) {
            violations.check(
                    blockIds.contains(comments.get(i).blockId()),
                    "blocks[" + i + "].block_id",
                    "must name a block of the task");
        }
        violations.throwIfAny();
        return new ChangeRequest(requireNonNull(comment), comments.isEmpty() ? null : comments, reviewer, now);
    }

    private List<@Nullable BlockComment> given() {
        return blocks == null ? List.of() : blocks;
    }
}
