package com.hiltreview.edit;

import com.hiltreview.error.ValidationException;
import com.hiltreview.json.Violations;
import com.hiltreview.proposal.ArtifactBlock;
import com.hiltreview.proposal.BlockInput;
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
     * @param blocks only {@code id} and {@code content} are required, and nothing but the content may change
     */
    record Contents(String field, List<BlockInput> blocks) implements BlockEdit {}

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
        for (int i = 0; i < written.blocks().size() && !violations.isFull(); i++) {
            var sent = written.blocks().get(i);
            var at = written.field() + "[" + i + "]";
            var id = sent.id();
            if (id == null) {
                violations.add(at + ".id", "is required");
                continue;
            }
            var block = working.get(id);
            violations.check(block != null, at + ".id", "must name a block of the task");
            violations.check(seen.add(id), at + ".id", "must not be repeated");
            if (block != null) {
                violations.check(!sent.changesMoreThanContent(block), at, "may change only its content");
                ArtifactBlock.checkContent(block.type(), sent.content(), at + ".content", violations);
                values.put(id, Objects.requireNonNullElse(sent.content(), block.content()));
            }
        }
        violations.throwIfAny();
        blocks.requireRoom(values, written.field());
        return new NewContents(values, false);
    }
}
