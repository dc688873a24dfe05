package com.hiltreview.edit;

import com.hiltreview.proposal.ArtifactBlock;
import java.util.List;

/**
 * The blocks of a task after an edit.
 *
 * @param changedIds the blocks whose content the edit changed
 * @param differFromOriginal whether any block now differs from what was filed
 */
public record EditedBlocks(List<ArtifactBlock> blocks, List<String> changedIds, boolean differFromOriginal) {}
