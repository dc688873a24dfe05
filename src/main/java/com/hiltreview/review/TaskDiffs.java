package com.hiltreview.review;

import com.hiltreview.diff.BlockContent;
import com.hiltreview.diff.DecisionDiff;
import com.hiltreview.json.Json;
import com.hiltreview.json.StrictJson;
import com.hiltreview.proposal.ArtifactBlock;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Computes diffs, and remembers those of PENDING tasks that were asked for last, so that asking again costs no computing. */
@Component
class TaskDiffs {
    /** A part of the heap that nobody misses; a diff has some KiB, and at most some MiB. */
    private static final long MAX_REMEMBERED_BYTES = Runtime.getRuntime().maxMemory() / 64;

    private final LinkedHashMap<UUID, Remembered> remembered = new LinkedHashMap<>(16, 0.75f, true);
    private final StripedLocks computing = new StripedLocks();
    private long rememberedBytes;

    private record Remembered(int version, byte[] diff) {}

    /** The version of a task whose diff is remembered, or 0. */
    synchronized int rememberedVersion(UUID taskId) {
        var known = remembered.get(taskId);
        return known == null ? 0 : known.version();
    }

    /** The diff of this version of a task, if it is remembered. */
    synchronized byte @Nullable [] remembered(UUID taskId, int version) {
        var known = remembered.get(taskId);
        return known != null && known.version() == version ? known.diff() : null;
    }

    /** Of several requests for the same diff at the same time, one computes it. */
    byte[] computeOnce(UUID taskId, int version, String original, String working) {
        return computing.withLock(taskId, () -> {
            var known = remembered(taskId, version);
            return known == null ? compute(taskId, version, original, working) : known;
        });
    }

    private byte[] compute(UUID taskId, int version, String original, String working) {
        var diff = Json.write(between(ArtifactBlock.readAll(original), ArtifactBlock.readAll(working)))
                .getBytes(StandardCharsets.UTF_8);
        remember(taskId, new Remembered(version, diff));
        return diff;
    }

    private synchronized void remember(UUID taskId, Remembered newest) {
        if (newest.diff().length > MAX_REMEMBERED_BYTES / 2) {
            return;
        }
        forget(remembered.put(taskId, newest));
        rememberedBytes += newest.diff().length;
        var oldest = remembered.values().iterator();
        while (rememberedBytes > MAX_REMEMBERED_BYTES) {
            forget(oldest.next());
            oldest.remove();
        }
    }

    private void forget(@Nullable Remembered dropped) {
        rememberedBytes -= dropped == null ? 0 : dropped.diff().length;
    }

    static DecisionDiff between(List<ArtifactBlock> original, List<ArtifactBlock> revised) {
        return DecisionDiff.between(contents(original), contents(revised), StrictJson::parse);
    }

    private static List<BlockContent> contents(List<ArtifactBlock> blocks) {
        return blocks.stream()
                .<BlockContent>map(block -> block.type().isText()
                        ? new BlockContent.Text(block.id(), block.content().stringValue())
                        : new BlockContent.Json(block.id(), block.content()))
                .toList();
    }
}
