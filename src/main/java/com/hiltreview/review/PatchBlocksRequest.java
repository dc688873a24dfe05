package com.hiltreview.review;

import com.hiltreview.error.ValidationException;
import com.hiltreview.json.Json;
import com.hiltreview.json.Violations;
import com.hiltreview.proposal.ArtifactBlock;
import com.hiltreview.proposal.BlockType;
import com.hiltreview.proposal.InteractionSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body that edits a task, in one of three forms. */
record PatchBlocksRequest(
        @Nullable List<Change> blocks,
        @Nullable List<Replacement> blocksWorking,
        @Nullable String optionId) {
    /** As much as a creation's body may have. */
    private static final int MAX_BLOCKS_BYTES = 1024 * 1024;

    /** Of a character of JSON in UTF-8. */
    private static final int MAX_BYTES_OF_CHARACTER = 3;
    /** Of a character of a string in JSON: U+0001 is written as an escape. */
    private static final int MAX_BYTES_OF_ESCAPE = 6;

    record Change(@Nullable String id, @Nullable JsonNode content) {}

    record Replacement(
            @Nullable String id,
            @Nullable BlockType type,
            @Nullable JsonNode content,
            @Nullable Boolean editable,
            @Nullable String label,
            ArtifactBlock.@Nullable RenderHints renderHints) {
        /** What is left out counts as unchanged. */
        boolean changesMoreThanContent(ArtifactBlock standing) {
            return (type != null && type != standing.type())
                    || (editable != null && editable != standing.editable())
                    || (label != null && !label.equals(standing.label()))
                    || (renderHints != null && !renderHints.equals(standing.renderHints()));
        }
    }

    /** The new contents by block id, and whether an option of the agent's brings them. */
    record Edit(Map<String, JsonNode> contents, boolean offeredByAgent) {
        /**
         * Gives the blocks of the task with the new contents. Blocks that reviewers may not edit may only become what the
         * agent offers.
         *
         * @throws BlockNotEditableException if a reviewer changes what is not editable
         */
        List<ArtifactBlock> applyTo(ReviewTask task) {
            var edited = new ArrayList<ArtifactBlock>();
            String fixed = null;
            for (var block : task.workingBlocks()) {
                var content = contents.get(block.id());
                if (content == null || block.hasContent(content)) {
                    edited.add(block);
                } else {
                    edited.add(block.withContent(content));
                    fixed = fixed == null && !block.editable() ? block.id() : fixed;
                }
            }
            if (fixed == null || offeredByAgent) {
                return edited;
            }
            var id = fixed;
            return task.asOffered(edited).orElseThrow(() -> new BlockNotEditableException(id));
        }
    }

    void checkForm() {
        var violations = new Violations();
        long forms = Stream.of(blocks, blocksWorking, optionId)
                .filter(Objects::nonNull)
                .count();
        violations.check(forms == 1, "", "must have exactly one of blocks, blocks_working and option_id");
        violations.check(blocks == null || !blocks.isEmpty(), "blocks", "must not be empty");
        violations.check(blocksWorking == null || !blocksWorking.isEmpty(), "blocks_working", "must not be empty");
        violations.throwIfAny();
    }

    /** @throws com.hiltreview.error.ValidationException if it does not fit this task */
    Edit toEdit(ReviewTask task) {
        var violations = new Violations();
        var contents = new HashMap<String, JsonNode>();
        if (optionId != null) {
            var option = task.option(optionId);
            violations.check(option.isPresent(), "option_id", "must name an option of the task");
            contents.putAll(option.map(InteractionSchema.Option::values).orElse(Map.of()));
            violations.throwIfAny();
            requireRoom(contents, "option_id", task);
            return new Edit(contents, true);
        }
        var standing = new HashMap<String, ArtifactBlock>();
        task.workingBlocks().forEach(block -> standing.put(block.id(), block));
        var seen = new HashSet<String>();
        if (blocks != null) {
            for (int i = 0; i < blocks.size() && !violations.isFull(); i++) {
                var change = blocks.get(i);
                var at = "blocks[" + i + "]";
                var block = find(change == null ? null : change.id(), standing, seen, at, violations);
                if (block != null && change != null) {
                    ArtifactBlock.checkContent(block.type(), change.content(), at + ".content", violations);
                    contents.put(block.id(), Objects.requireNonNullElse(change.content(), block.content()));
                }
            }
        }
        if (blocksWorking != null) {
            for (int i = 0; i < blocksWorking.size() && !violations.isFull(); i++) {
                var replacement = blocksWorking.get(i);
                var at = "blocks_working[" + i + "]";
                var block = find(replacement == null ? null : replacement.id(), standing, seen, at, violations);
                if (block != null && replacement != null) {
                    violations.check(!replacement.changesMoreThanContent(block), at, "may change only its content");
                    ArtifactBlock.checkContent(block.type(), replacement.content(), at + ".content", violations);
                    contents.put(block.id(), Objects.requireNonNullElse(replacement.content(), block.content()));
                }
            }
        }
        violations.throwIfAny();
        requireRoom(contents, blocks == null ? "blocks_working" : "blocks", task);
        return new Edit(contents, false);
    }

    /** The limit is the creation's, also where the original is larger because its numbers were given with exponents. */
    private static void requireRoom(Map<String, JsonNode> contents, String field, ReviewTask task) {
        long atMost = (long) task.blocksWorking().length() * MAX_BYTES_OF_CHARACTER
                + contents.values().stream()
                        .mapToLong(PatchBlocksRequest::mostBytes)
                        .sum();
        if (atMost <= MAX_BLOCKS_BYTES) {
            return;
        }
        var edited = task.workingBlocks().stream()
                .map(block -> contents.containsKey(block.id()) ? block.withContent(contents.get(block.id())) : block)
                .toList();
        int limit = Math.max(MAX_BLOCKS_BYTES, bytes(task.blocksOriginal()));
        if (bytes(Json.write(edited)) > limit) {
            throw new ValidationException(field, "all blocks together must have at most " + limit / 1024 + " KiB");
        }
    }

    private static long mostBytes(JsonNode content) {
        return content.isString()
                ? (long) content.stringValue().length() * MAX_BYTES_OF_ESCAPE
                : (long) Json.write(content).length() * MAX_BYTES_OF_CHARACTER;
    }

    private static int bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8).length;
    }

    private static @Nullable ArtifactBlock find(
            @Nullable String id,
            Map<String, ArtifactBlock> standing,
            HashSet<String> seen,
            String at,
            Violations violations) {
        if (id == null) {
            violations.add(at + ".id", "is required");
            return null;
        }
        violations.check(standing.containsKey(id), at + ".id", "must name a block of the task");
        violations.check(seen.add(id), at + ".id", "must not be repeated");
        return standing.get(id);
    }
}
