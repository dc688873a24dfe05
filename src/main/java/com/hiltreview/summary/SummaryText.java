package com.hiltreview.summary;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import com.hiltreview.diff.DecisionDiff;
import com.hiltreview.json.WireName;
import com.hiltreview.proposal.ArtifactBlock;
import com.hiltreview.verdict.Decider;
import com.hiltreview.verdict.DecisionType;
import com.hiltreview.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Writes what was decided for a model that reads nothing else: what it may execute, who decided and why, and what was replaced
 * by what. All that others wrote is quoted, so that no block or reason can pass for a verdict.
 */
final class SummaryText {
    /** In code points, as the contract counts. */
    static final int MAX_CHARACTERS = 2000;

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 400;
    private static final int LONGEST_VALUE = 500;
    private static final int SHORTEST_VALUE = 40;
    /** What a line needs besides its values, on average. */
    private static final int LINE = 40;
    /** A block with less room than this is only named. */
    private static final int LEAST_ROOM = 340;
    /** For the lines that name blocks without showing their changes. */
    private static final int ROOM_FOR_NAMES = 300;

    /** For the line that counts the other changes of a block. */
    private static final int ROOM_FOR_COUNT = 30;

    private static final int LONGEST_LIST = 120;

    private static final String SHORTENED =
            "Values and lists are shortened here; the diff and the final blocks are complete.";

    private final StringBuilder text = new StringBuilder();
    private boolean shortened;

    private SummaryText() {}

    static String of(Verdict verdict, List<ArtifactBlock> original, List<ArtifactBlock> revised, DecisionDiff diff) {
        var summary = new SummaryText();
        summary.addVerdict(verdict, !diff.changesNothing());
        if (!diff.changesNothing()) {
            summary.addChanges(original, revised, diff);
        }
        return summary.text.toString();
    }

    private void addVerdict(Verdict verdict, boolean changed) {
        boolean approved = verdict.outcome() == DecisionType.APPROVE;
        var decider = Excerpt.plain(verdict.decider().name(), LONGEST_NAME);
        if (approved && changed) {
            text.append("Approved with changes. Decided by ").append(decider);
            text.append(".\nExecute the final blocks, not the original ones.");
        } else if (approved) {
            text.append("Approved unchanged. Decided by ").append(decider);
            text.append(".\nExecute the blocks as they were filed.");
        } else {
            text.append("Denied")
                    .append(cause(verdict.decider()))
                    .append(". Decided by ")
                    .append(decider);
            text.append(".\nDo not execute any of it.");
        }
        if (verdict.reason() != null) {
            line("Reason: " + Excerpt.quoted(verdict.reason(), LONGEST_REASON));
        }
        if (verdict.optionId() != null) {
            line("Chosen option: " + Excerpt.quoted(verdict.optionId(), LONGEST_NAME));
        }
        if (changed && !approved) {
            line("These changes were made before it was denied:");
        }
    }

    private static String cause(Decider decider) {
        return switch (decider) {
            case Decider.Reviewer reviewer -> "";
            case Decider.Expiry expiry -> " because nobody decided in time";
            case Decider.Withdrawal withdrawal -> " because the agent withdrew it";
        };
    }

    private void addChanges(List<ArtifactBlock> original, List<ArtifactBlock> revised, DecisionDiff diff) {
        var diffs = diff.textDiffs().stream()
                .collect(toMap(DecisionDiff.BlockTextDiff::blockId, DecisionDiff.BlockTextDiff::unifiedDiff));
        var patched = diff.jsonPatches().stream()
                .map(DecisionDiff.BlockJsonPatch::blockId)
                .toList();
        var revisedById = revised.stream().collect(toMap(ArtifactBlock::id, Function.identity()));
        var unchanged = new ArrayList<String>();
        var onlyNamed = new ArrayList<String>();
        int left = diffs.size() + patched.size();
        for (var block : original) {
            var unified = diffs.get(block.id());
            if (unified == null && !patched.contains(block.id())) {
                unchanged.add(block.id());
                continue;
            }
            int share = room() / left--;
            if (room() < LEAST_ROOM) {
                onlyNamed.add(block.id());
                shortened = true;
                continue;
            }
            var changes = unified != null
                    ? TextChanges.of(unified)
                    : DocumentChanges.between(
                            block.document(),
                            requireNonNull(revisedById.get(block.id())).document());
            addBlock(block, changes, Math.max(share, LEAST_ROOM));
        }
        addNames("Also changed, not shown here: ", onlyNamed);
        addNames("Unchanged: ", unchanged);
        if (shortened) {
            line(SHORTENED);
        }
    }

    /** What is left for the changes of blocks. */
    private int room() {
        return MAX_CHARACTERS - ROOM_FOR_NAMES - SHORTENED.length() - length(text);
    }

    private void addBlock(ArtifactBlock block, Changes changes, int room) {
        int end = length(text) + room - ROOM_FOR_COUNT;
        line("Block " + Excerpt.quoted(block.id(), LONGEST_NAME) + " (" + WireName.of(block.type()) + "):");
        int shown = 0;
        for (var change : changes.first()) {
            int left = end - length(text);
            int wanted = Math.clamp((left / (changes.count() - shown) - LINE) / 2, SHORTEST_VALUE, LONGEST_VALUE);
            var line = change.toLine(wanted);
            if (shown > 0 && length(line) >= left) {
                break;
            }
            line(line);
            shown++;
        }
        if (shown < changes.count()) {
            int more = changes.count() - shown;
            line("- and " + more + (more == 1 ? " more change" : " more changes"));
            shortened = true;
        }
    }

    private void addNames(String beginning, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        var line = new StringBuilder(beginning);
        int named = 0;
        for (var name : names) {
            if (named > 0 && line.length() + name.length() > LONGEST_LIST) {
                break;
            }
            line.append(named == 0 ? "\"" : ", \"").append(name).append('"');
            named++;
        }
        if (named < names.size()) {
            line.append(" and ").append(names.size() - named).append(" more");
        }
        line(line.append('.').toString());
    }

    private void line(String line) {
        text.append('\n').append(line);
        shortened |= line.contains(Excerpt.CUT);
    }

    private static int length(CharSequence text) {
        return Character.codePointCount(text, 0, text.length());
    }
}
