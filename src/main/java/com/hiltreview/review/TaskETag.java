package com.hiltreview.review;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The strong ETag of a task: it names all that its answer is made of and that can change. */
final class TaskETag {
    private TaskETag() {}

    /**
     * @param version counts the changes of blocks and status
     * @param deliveryRevision counts the changes of the delivery
     * @param sourceName may be changed by an administrator, and stands in the answer
     */
    static String of(int version, int deliveryRevision, String sourceName) {
        var crc = new CRC32C();
        crc.update(sourceName.getBytes(StandardCharsets.UTF_8));
        return "\"" + version + "-" + deliveryRevision + "-" + Long.toHexString(crc.getValue()) + "\"";
    }

    /** {@code If-Match}: strong comparison, so that a weak tag never matches. */
    static boolean matches(@Nullable String ifMatch, String etag) {
        return ifMatch == null || anyOf(ifMatch, etag, false);
    }

    /** {@code If-None-Match}: weak comparison. */
    static boolean isKnown(@Nullable String ifNoneMatch, String etag) {
        return ifNoneMatch != null && anyOf(ifNoneMatch, etag, true);
    }

    private static boolean anyOf(String header, String etag, boolean weak) {
        for (var tag : header.split(",")) {
            var stripped = tag.strip();
            if (stripped.equals("*") || stripped.equals(etag) || (weak && stripped.equals("W/" + etag))) {
                return true;
            }
        }
        return false;
    }
}
