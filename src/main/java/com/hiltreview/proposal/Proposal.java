package com.hiltreview.proposal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an agent proposes: checked, complete with every default, and independent of the request that brought it.
 *
 * @param title what lists and headings show; derived from metadata or blocks if the agent gave none
 * @param preview the beginning of the first text block, on one line; null without a text block
 * @param metadata an object, passed on to the executor
 */
public record Proposal(
        String title,
        @Nullable String preview,
        Priority priority,
        RiskLevel riskLevel,
        @Nullable String riskWarning,
        List<ArtifactBlock> blocks,
        ReviewContext.@Nullable Service service,
        ReviewContext.@Nullable Service sourceService,
        ReviewContext.@Nullable Action action,
        @Nullable InteractionSchema interactionSchema,
        ReviewContext.@Nullable ExecutionIntent executionIntent,
        @Nullable JsonNode metadata,
        Expiry expiry) {
    /** Whether the title is the one that the service gives a proposal without one. */
    public boolean hasDerivedTitle() {
        return title.equals(Headline.title(null, metadata, blocks));
    }

    /** The folded words of title and preview, separated by single spaces. */
    public String searchText() {
        return Headline.searchText(title, preview);
    }
}
