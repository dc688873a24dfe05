package com.hiltreview.diff;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * What an agent changed between two revisions of a task.
 *
 * @param common of the blocks that both revisions have, with the same kind of content
 * @param added ids of the blocks that only the second one has
 * @param removed ids of the blocks that only the first one has
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RevisionDiff(
        @JsonUnwrapped DecisionDiff common,
        @JsonProperty("added_blocks") List<String> added,
        @JsonProperty("removed_blocks") List<String> removed) {}
