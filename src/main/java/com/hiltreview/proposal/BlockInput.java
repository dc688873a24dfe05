package com.hiltreview.proposal;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A block as it is sent, by agents who file it and by reviewers who edit it; whatever it lacks is null. */
public record BlockInput(
        @Nullable String id,
        @Nullable BlockType type,
        @Nullable JsonNode content,
        @Nullable Boolean editable,
        @Nullable String label,
        ArtifactBlock.@Nullable RenderHints renderHints) {
    /** A block of which only the content is sent. */
    public static BlockInput ofContent(@Nullable String id, @Nullable JsonNode content) {
        return new BlockInput(id, null, content, null, null, null);
    }

    /** Whether anything but the content is sent that differs from the block's. */
    public boolean changesMoreThanContent(ArtifactBlock block) {
        return (type != null && type != block.type())
                || (editable != null && editable != block.editable())
                || (label != null && !label.equals(block.label()))
                || (renderHints != null && !renderHints.equals(block.renderHints()));
    }

    /** The block of a request that was checked. */
    ArtifactBlock toBlock() {
        return new ArtifactBlock(
                requireNonNull(id),
                requireNonNull(type),
                requireNonNull(content),
                editable == null || editable,
                label,
                renderHints);
    }
}
