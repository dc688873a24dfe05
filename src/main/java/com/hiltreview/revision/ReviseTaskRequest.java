package com.hiltreview.revision;

import com.hiltreview.error.ValidationException;
import com.hiltreview.json.Violations;
import com.hiltreview.json.VisibleText;
import com.hiltreview.proposal.BlockInput;
import com.hiltreview.proposal.CreateReviewTaskRequest;
import com.hiltreview.proposal.InteractionSchema;
import com.hiltreview.proposal.Proposal;
import com.hiltreview.proposal.ReviewContext;
import com.hiltreview.proposal.RiskLevel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body that an agent revises a task with: new blocks, and other fields that replace those of the task. */
public record ReviseTaskRequest(
        @Nullable List<BlockInput> blocks,
        @Nullable String comment,
        @Nullable String title,
        @Nullable InteractionSchema interactionSchema,
        ReviewContext.@Nullable ExecutionIntent executionIntent,
        @Nullable RiskLevel riskLevel,
        @Nullable JsonNode metadata) {
    private static final int MAX_COMMENT_CHARACTERS = 4000;

    /**
     * Checks what can be checked without the task.
     *
     * @throws ValidationException naming every field at fault
     */
    public void check() {
        var violations = new Violations();
        violations.check(
                comment == null || comment.codePointCount(0, comment.length()) <= MAX_COMMENT_CHARACTERS,
                "comment",
                "must have at most " + MAX_COMMENT_CHARACTERS + " characters");
        // An interaction schema of the task is checked later, with the new blocks.
        new CreateReviewTaskRequest(
                        null,
                        title,
                        blocks,
                        null,
                        null,
                        null,
                        riskLevel,
                        null,
                        null,
                        interactionSchema,
                        executionIntent,
                        metadata,
                        null,
                        null,
                        null)
                .check(violations);
        violations.throwIfAny();
    }

    /**
     * The revised proposal. Call it after {@link #check}.
     *
     * @param standing the task's proposal so far
     * @throws ValidationException if it lowers the risk, or its blocks do not fit the interaction schema that stays
     */
    public Proposal toProposal(Proposal standing) {
        if (riskLevel != null && riskLevel.compareTo(standing.riskLevel()) < 0) {
            throw new ValidationException("risk_level", "must not be lower than before");
        }
        var revised = new CreateReviewTaskRequest(
                null,
                title != null || standing.hasDerivedTitle() ? title : standing.title(),
                blocks,
                standing.service(),
                standing.sourceService(),
                standing.action(),
                riskLevel == null ? standing.riskLevel() : riskLevel,
                standing.riskWarning(),
                standing.priority(),
                interactionSchema == null ? standing.interactionSchema() : interactionSchema,
                executionIntent == null ? standing.executionIntent() : executionIntent,
                metadata == null || metadata.isNull() ? standing.metadata() : metadata,
                null,
                null,
                null);
        revised.check();
        return revised.toProposal();
    }

    /** What the agent says about the revision; a blank comment counts as none. */
    public @Nullable String remark() {
        return comment == null || VisibleText.isBlank(comment) ? null : comment;
    }
}
