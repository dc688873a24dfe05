package com.hiltreview.proposal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.diff.BlockContent;
import com.hiltreview.diff.DecisionDiff;
import com.hiltreview.diff.JsonValues;
import com.hiltreview.diff.RevisionDiff;
import com.hiltreview.error.ValidationException;
import com.hiltreview.json.Json;
import com.hiltreview.json.StrictJson;
import com.hiltreview.json.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A piece of what an agent proposes.
 *
 * @param content a string for texts; for json an object, an array, or a string that holds JSON text
 * @param editable whether reviewers may change it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ArtifactBlock(
        String id,
        BlockType type,
        JsonNode content,
        boolean editable,
        @Nullable String label,
        @Nullable RenderHints renderHints) {
    private static final int MAX_CONTENT_BYTES = 256 * 1024;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RenderHints(
            @Nullable Boolean preview, @Nullable Boolean syntaxHighlighting) {}

    public static List<ArtifactBlock> readAll(String json) {
        return List.of(Json.read(json, ArtifactBlock[].class));
    }

    public ArtifactBlock withContent(JsonNode changed) {
        return new ArtifactBlock(id, type, changed, editable, label, renderHints);
    }

    /** Whether the content is the same: texts to the letter, JSON by value, also where one was given as text. */
    public boolean hasContent(JsonNode other) {
        return content.equals(other)
                || (type == BlockType.JSON && JsonValues.equal(document(content), document(other)));
    }

    /** The content by its value: a text, or the document, which may have been given as text. */
    public JsonNode document() {
        return type.isText() ? content : document(content);
    }

    /** What was changed between the same blocks before and after; see {@link DecisionDiff} for what it costs. */
    public static DecisionDiff diff(List<ArtifactBlock> original, List<ArtifactBlock> revised) {
        return DecisionDiff.between(contents(original), contents(revised), StrictJson::parse);
    }

    /** What was changed between the blocks of two revisions, which need not be the same. */
    public static RevisionDiff diffOfRevisions(List<ArtifactBlock> first, List<ArtifactBlock> second) {
        var kept = first.stream()
                .filter(block -> second.stream().anyMatch(block::isSameKindAs))
                .toList();
        var standing = second.stream()
                .filter(block -> first.stream().anyMatch(block::isSameKindAs))
                .toList();
        return new RevisionDiff(diff(kept, standing), idsWithout(second, standing), idsWithout(first, kept));
    }

    private static List<String> idsWithout(List<ArtifactBlock> all, List<ArtifactBlock> some) {
        return all.stream()
                .filter(block -> !some.contains(block))
                .map(ArtifactBlock::id)
                .toList();
    }

    private boolean isSameKindAs(ArtifactBlock other) {
        return id.equals(other.id) && type.isText() == other.type.isText();
    }

    private static List<BlockContent> contents(List<ArtifactBlock> blocks) {
        return blocks.stream()
                .<BlockContent>map(block -> block.type.isText()
                        ? new BlockContent.Text(block.id, block.content.stringValue())
                        : new BlockContent.Json(block.id, block.content))
                .toList();
    }

    private static JsonNode document(JsonNode content) {
        return content.isString() ? StrictJson.parse(content.stringValue()) : content;
    }

    /** Adds what keeps this value from being the content of a block of this type. */
    public static void checkContent(BlockType type, @Nullable JsonNode content, String path, Violations violations) {
        if (content == null || content.isNull()) {
            violations.add(path, "is required");
        } else if (type.isText()) {
            violations.check(content.isString(), path, "must be a string");
            if (content.isString()) {
                violations.size(content.stringValue(), path, MAX_CONTENT_BYTES);
            }
        } else if (content.isString()) {
            violations.size(content.stringValue(), path, MAX_CONTENT_BYTES);
            try {
                StrictJson.parse(content.stringValue());
            } catch (ValidationException notJson) {
                violations.add(path, "must hold JSON text");
            }
        } else {
            violations.check(content.isContainer(), path, "must be an object, an array or a string with JSON text");
            violations.size(Json.write(content), path, MAX_CONTENT_BYTES);
        }
    }
}
