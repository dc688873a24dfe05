package com.hiltreview.edit;

import static java.util.Objects.requireNonNull;

import com.hiltreview.json.Violations;
import com.hiltreview.proposal.BlockInput;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body that edits a task, in one of three forms. */
public record PatchBlocksRequest(
        @Nullable List<@Nullable Change> blocks,
        @Nullable List<@Nullable BlockInput> blocksWorking,
        @Nullable String optionId) {
    record Change(@Nullable String id, @Nullable JsonNode content) {
        BlockInput toBlock() {
            return BlockInput.ofContent(id, content);
        }
    }

    private static final BlockInput MISSING = BlockInput.ofContent(null, null);

    public void check() {
        var violations = new Violations();
        long forms = Stream.of(blocks, blocksWorking, optionId)
                .filter(Objects::nonNull)
                .count();
        violations.check(forms == 1, "", "must have exactly one of blocks, blocks_working and option_id");
        violations.check(blocks == null || !blocks.isEmpty(), "blocks", "must not be empty");
        violations.check(blocksWorking == null || !blocksWorking.isEmpty(), "blocks_working", "must not be empty");
        violations.throwIfAny();
    }

    /** Call it after {@link #check}. */
    public BlockEdit toEdit() {
        if (blocks != null) {
            return new BlockEdit.Contents(
                    "blocks",
                    blocks.stream()
                            .map(change -> change == null ? MISSING : change.toBlock())
                            .toList());
        }
        if (blocksWorking != null) {
            return new BlockEdit.Contents(
                    "blocks_working",
                    blocksWorking.stream()
                            .map(block -> Objects.requireNonNullElse(block, MISSING))
                            .toList());
        }
        return new BlockEdit.ChosenOption(requireNonNull(optionId));
    }
}
