package com.hiltreview.diff;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.hiltreview.compute.ComputePool;
import com.hiltreview.diff.BlockContent.Json;
import com.hiltreview.diff.BlockContent.Text;
import com.hiltreview.json.JsonSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** What reviewers changed between the original and the final blocks; blocks that did not change are left out. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DecisionDiff(
        @JsonProperty("text_diffs") List<BlockTextDiff> textDiffs,
        @JsonProperty("json_patches") List<BlockJsonPatch> jsonPatches) {

    /** Nothing was changed. */
    public static final DecisionDiff NONE = new DecisionDiff(List.of(), List.of());

    /** A unified diff that patch(1) applies. */
    public record BlockTextDiff(
            @JsonProperty("block_id") String blockId,
            @JsonProperty("unified_diff") String unifiedDiff) {}

    /** An RFC 6902 patch of the parsed document. */
    public record BlockJsonPatch(@JsonProperty("block_id") String blockId, ArrayNode patch) {}

    @JsonCreator
    static DecisionDiff of(
            @JsonProperty("text_diffs") @Nullable List<BlockTextDiff> textDiffs,
            @JsonProperty("json_patches") @Nullable List<BlockJsonPatch> jsonPatches) {
        return new DecisionDiff(
                Objects.requireNonNullElse(textDiffs, List.of()), Objects.requireNonNullElse(jsonPatches, List.of()));
    }

    /** Whether the blocks are the same before and after. */
    public boolean changesNothing() {
        return textDiffs.isEmpty() && jsonPatches.isEmpty();
    }

    /**
     * Takes well under a second for the largest task, on a thread of the {@link ComputePool} unless little has changed; call
     * it while no row is locked.
     *
     * @param revised the same blocks in any order
     * @param jsonParser reads the text of json blocks that are strings, only where it changed
     */
    public static DecisionDiff between(
            List<? extends BlockContent> original,
            List<? extends BlockContent> revised,
            Function<String, JsonNode> jsonParser) {
        Map<String, BlockContent> revisedById =
                revised.stream().collect(Collectors.toMap(BlockContent::blockId, Function.identity()));
        if (revisedById.size() != original.size()) {
            throw new IllegalArgumentException(
                    "There are " + original.size() + " blocks before, and after " + revisedById.size());
        }
        List<? extends BlockContent> changed = original.stream()
                .filter(block -> !block.equals(revisedById.get(block.blockId())))
                .toList();
        long size = changed.stream()
                .mapToLong(block -> sizeOf(block) + sizeOf(revisedById.get(block.blockId())))
                .sum();
        return ComputePool.call(size, () -> between(changed, revisedById, jsonParser));
    }

    private static long sizeOf(@Nullable BlockContent block) {
        return switch (block) {
            case Text text -> text.text().length();
            case Json json -> JsonSize.upToSmall(json.content());
            case null -> 0;
        };
    }

    private static DecisionDiff between(
            List<? extends BlockContent> changed,
            Map<String, BlockContent> revisedById,
            Function<String, JsonNode> jsonParser) {
        List<BlockTextDiff> textDiffs = new ArrayList<>();
        List<BlockJsonPatch> jsonPatches = new ArrayList<>();
        for (BlockContent block : changed) {
            WorkBudget work = WorkBudget.shareOf(changed.size());
            BlockContent counterpart = revisedById.get(block.blockId());
            if (block instanceof Text before && counterpart instanceof Text after) {
                String diff = TextDiff.unified(before.blockId(), before.text(), after.text(), work);
                textDiffs.add(new BlockTextDiff(before.blockId(), diff));
            } else if (block instanceof Json before && counterpart instanceof Json after) {
                ArrayNode patch = JsonDiff.between(document(before, jsonParser), document(after, jsonParser), work);
                if (!patch.isEmpty()) {
                    jsonPatches.add(new BlockJsonPatch(before.blockId(), patch));
                }
            } else {
                throw new IllegalArgumentException("Block " + block.blockId() + " is missing or of another type");
            }
        }
        return new DecisionDiff(textDiffs, jsonPatches);
    }

    private static JsonNode document(Json block, Function<String, JsonNode> jsonParser) {
        return block.content().isString() ? jsonParser.apply(block.content().stringValue()) : block.content();
    }
}
