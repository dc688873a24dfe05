package com.hiltreview.edit;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import com.hiltreview.error.ValidationException;
import com.hiltreview.json.Json;
import com.hiltreview.proposal.ArtifactBlock;
import com.hiltreview.proposal.InteractionSchema.Option;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The blocks of a task as filed and as edited so far, and the options that the agent offers. */
public final class TaskBlocks {
    /** The same as for a creation's body. */
    private static final int MAX_BYTES = 1024 * 1024;

    /** The most that a UTF-16 code unit of JSON takes in UTF-8. */
    private static final int MAX_BYTES_OF_CHARACTER = 3;
    /** The most that a code unit of a string takes in JSON: U+0001 is written as an escape. */
    private static final int MAX_BYTES_OF_ESCAPE = 6;

    private final String originalJson;
    private final String workingJson;
    private final List<ArtifactBlock> original;
    private final List<ArtifactBlock> working;
    private final List<Option> options;

    public TaskBlocks(String originalJson, String workingJson, List<Option> options) {
        this.originalJson = originalJson;
        this.workingJson = workingJson;
        this.original = ArtifactBlock.readAll(originalJson);
        this.working = ArtifactBlock.readAll(workingJson);
        this.options = options;
    }

    List<ArtifactBlock> working() {
        return working;
    }

    Optional<Option> option(String optionId) {
        return options.stream().filter(option -> optionId.equals(option.id())).findFirst();
    }

    /**
     * The blocks with new contents. A block that is not editable may get only what the agent offers.
     *
     * @throws BlockNotEditableException if a reviewer changes a block that is not editable
     */
    public EditedBlocks with(NewContents contents) {
        var edited = withValues(contents.values());
        var fixed = changedIn(edited).filter(block -> !block.editable()).findFirst();
        var blocks = fixed.isEmpty() || contents.offered()
                ? edited
                : asOffered(edited)
                        .orElseThrow(
                                () -> new BlockNotEditableException(fixed.get().id()));
        return new EditedBlocks(
                blocks, changedIn(blocks).map(ArtifactBlock::id).toList(), !haveSameContents(original, blocks));
    }

    private Stream<ArtifactBlock> changedIn(List<ArtifactBlock> blocks) {
        return IntStream.range(0, working.size())
                .filter(i -> !working.get(i).hasContent(blocks.get(i).content()))
                .mapToObj(working::get);
    }

    /** Keeps blocks whose content is equal by value, even if it is written differently. */
    private List<ArtifactBlock> withValues(Map<String, JsonNode> values) {
        return working.stream()
                .map(block -> {
                    var value = values.get(block.id());
                    return value == null || block.hasContent(value) ? block : block.withContent(value);
                })
                .toList();
    }

    /**
     * If the blocks that are not editable equal what was filed, or what one option makes of it, returns the blocks with
     * exactly the agent's values in these.
     */
    private Optional<List<ArtifactBlock>> asOffered(List<ArtifactBlock> blocks) {
        var filed = original.stream().collect(toMap(ArtifactBlock::id, ArtifactBlock::content));
        return Stream.concat(
                        Stream.of(Map.<String, JsonNode>of()), options.stream().map(Option::values))
                .map(values -> blocks.stream()
                        .map(block -> block.editable()
                                ? block
                                : block.withContent(
                                        values.getOrDefault(block.id(), requireNonNull(filed.get(block.id())))))
                        .toList())
                .filter(offered -> haveSameContents(offered, blocks))
                .findFirst();
    }

    private static boolean haveSameContents(List<ArtifactBlock> one, List<ArtifactBlock> other) {
        return IntStream.range(0, one.size())
                .allMatch(i -> one.get(i).hasContent(other.get(i).content()));
    }

    /**
     * Requires that all blocks together stay within the limit of a creation, or within the size of the original, which may
     * be larger, because numbers with exponents are written out.
     */
    void requireRoom(Map<String, JsonNode> values, String field) {
        long atMost = (long) workingJson.length() * MAX_BYTES_OF_CHARACTER
                + values.values().stream().mapToLong(TaskBlocks::mostBytes).sum();
        if (atMost <= MAX_BYTES) {
            return;
        }
        var edited = working.stream()
                .map(block -> values.containsKey(block.id()) ? block.withContent(values.get(block.id())) : block)
                .toList();
        int limit = Math.max(MAX_BYTES, bytes(originalJson));
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
}
