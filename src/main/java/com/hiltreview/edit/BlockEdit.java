package com.hiltreview.edit;

import com.hiltreview.error.ValidationException;
import com.hiltreview.json.Violations;
import com.hiltreview.proposal.ArtifactBlock;
import com.hiltreview.proposal.BlockType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a reviewer wants to change in a task's blocks. */
public sealed interface BlockEdit {
    /** The contents that an option sets; the agent offers it. */
    record ChosenOption(String optionId) implements BlockEdit {}

    /**
     * Contents that the reviewer wrote.
     *
     * @param field the list in the request, for reporting faults
     */
    record Contents(String field, List<NewContent> contents) implements BlockEdit {}

    /** The content of one block; only {@code id} and {@code content} are required, and nothing else may change. */
    record NewContent(
            @Nullable String id,
            @Nullable BlockType type,
            @Nullable JsonNode content,
            @Nullable Boolean editable,
            @Nullable String label,
            ArtifactBlock.@Nullable RenderHints renderHints) {
        static final NewContent MISSING = new NewContent(null, null, null, null, null, null);

        private boolean changesMoreThanContent(ArtifactBlock block) {
            return (type != null && type != block.type())
                    || (editable != null && editable != block.editable())
                    || (label != null && !label.equals(block.label()))
                    || (renderHints != null && !renderHints.equals(block.renderHints()));
        }
    }

    /** The option that is chosen; null for contents that the reviewer wrote. */
    default @Nullable String option() {
        return switch (this) {
            case ChosenOption chosen -> chosen.optionId();
            case Contents written -> null;
        };
    }

    /**
     * Checks the edit against the blocks of its task.
     *
     * @throws ValidationException if the task has no such block or option, or a block cannot have the content
     */
    default NewContents checkedFor(TaskBlocks blocks) {
        return switch (this) {
            case ChosenOption chosen -> {
                var option = blocks.option(chosen.optionId())
                        .orElseThrow(() -> new ValidationException("option_id", "must name an option of the task"));
                blocks.requireRoom(option.values(), "option_id");
                yield new NewContents(option.values(), true);
            }
            case Contents written -> check(written, blocks);
        };
    }

    private static NewContents check(Contents written, TaskBlocks blocks) {
        var working = new HashMap<String, ArtifactBlock>();
        blocks.working().forEach(block -> working.put(block.id(), block));
        var violations = new Violations();
        var values = new HashMap<String, JsonNode>();
        var seen = new HashSet<String>();
        for (int i = 0; i < written.contents().size() && !violations.isFull(); i++) {
            var content = written.contents().get(i);
            var at = written.field() + "[" + i + "]";
            var id = content.id();
            if (id == null) {
                violations.add(at + ".id", "is required");
                continue;
            }
            var block = working.get(id);
            violations.check(block != null, at + ".id", "must name a block of the task");
            violations.check(seen.add(id), at + ".id", "must not be repeated");
            if (block != null) {
                violations.check(!content.changesMoreThanContent(block), at, "may change only its content");
                ArtifactBlock.checkContent(block.type(), content.content(), at + ".content", violations);
                values.put(id, Objects.requireNonNullElse(content.content(), block.content()));
            }
        }
        violations.throwIfAny();
        blocks.requireRoom(values, written.field());
        return new NewContents(values, false);
    }
}
