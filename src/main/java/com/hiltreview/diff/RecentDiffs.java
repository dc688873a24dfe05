package com.hiltreview.diff;

import com.hiltreview.compute.StripedLocks;
import com.hiltreview.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps the diffs of PENDING tasks that were requested last, as JSON in UTF-8, so that they are not computed again. */
@Component
public class RecentDiffs {
    /** A small part of the heap; a diff has some KiB, and at most some MiB. */
    private static final long MAX_REMEMBERED_BYTES = Runtime.getRuntime().maxMemory() / 64;

    private final LinkedHashMap<UUID, Remembered> remembered = new LinkedHashMap<>(16, 0.75f, true);
    private final StripedLocks computing = new StripedLocks();
    private long rememberedBytes;

    RecentDiffs() {}

    private record Remembered(int version, byte[] diff) {}

    /** The version of a task whose diff is remembered, or 0. */
    public synchronized int rememberedVersion(UUID taskId) {
        var known = remembered.get(taskId);
        return known == null ? 0 : known.version();
    }

    /** The diff of this version of a task, if it is remembered. */
    public synchronized byte @Nullable [] remembered(UUID taskId, int version) {
        var known = remembered.get(taskId);
        return known != null && known.version() == version ? known.diff() : null;
    }

    /** If the same diff is requested several times at once, it is computed once. */
    public byte[] computeOnce(UUID taskId, int version, Supplier<DecisionDiff> diff) {
        return computing.withLock(taskId, () -> {
            var known = remembered(taskId, version);
            return known == null ? compute(taskId, version, diff) : known;
        });
    }

    private byte[] compute(UUID taskId, int version, Supplier<DecisionDiff> diff) {
        var json = Json.write(diff.get()).getBytes(StandardCharsets.UTF_8);
        remember(taskId, new Remembered(version, json));
        return json;
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
}
