package com.hiltreview.summary;

import com.hiltreview.compute.ComputePool;
import com.hiltreview.diff.DecisionDiff;
import com.hiltreview.json.JsonSize;
import com.hiltreview.proposal.ArtifactBlock;
import com.hiltreview.sql.ValueRows;
import com.hiltreview.verdict.Verdict;
import java.util.List;

/**
 * What was decided, for machines and models.
 *
 * @param summary plain text, at most 2,000 characters: who decided what and why, and what was changed
 * @param originalDigest of the blocks as filed: {@code sha256:} and 64 hexadecimal digits
 * @param finalDigest of the blocks as decided on; the same if nothing was changed
 */
public record DecisionSummary(String summary, String originalDigest, String finalDigest) {
    /** What is written of it beside the decision. */
    public static final ValueRows<DecisionSummary> COLUMNS = ValueRows.<DecisionSummary>of()
            .column("summary", "text", DecisionSummary::summary)
            .column("original_digest", "text", DecisionSummary::originalDigest)
            .column("final_digest", "text", DecisionSummary::finalDigest)
            .build();

    /**
     * Takes well under a second for the largest task, on a thread of the {@link ComputePool} unless it is small; call it while
     * no row is locked.
     *
     * @param revised the same blocks as decided on, in the same order
     * @param diff between the two
     */
    public static DecisionSummary of(
            Verdict verdict, List<ArtifactBlock> original, List<ArtifactBlock> revised, DecisionDiff diff) {
        return ComputePool.call(sizeOf(original) + sizeOf(revised), () -> {
            var originalDigest = BlockDigest.of(original);
            return new DecisionSummary(
                    SummaryText.of(verdict, original, revised, diff),
                    originalDigest,
                    diff.changesNothing() ? originalDigest : BlockDigest.of(revised));
        });
    }

    private static long sizeOf(List<ArtifactBlock> blocks) {
        long size = 0;
        for (var block : blocks) {
            size += JsonSize.upToSmall(block.content());
        }
        return size;
    }
}
