package com.hiltreview.version;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The strong ETag of a task; it covers everything in the answer that can change. */
public final class TaskETag {
    /**
     * Proxies that compress an answer make its tag weak, or mark it: {@code -gzip} by Apache httpd, {@code --gzip} by Jetty.
     * Our tags name versions instead of bytes, so such a tag names the same version.
     */
    private static final Pattern FROM_PROXY =
            Pattern.compile("^(?:W/)?(\"[^\"]*?)(?:(?:--?|;)(?:gzip|br|deflate|zstd|compress))?(\")$");

    private static final Pattern VERSION = Pattern.compile("\"([0-9]{1,9})-[0-9]+-[0-9a-f]+\"");

    private TaskETag() {}

    /**
     * @param version counts the changes of blocks and status
     * @param deliveryRevision counts the changes of the delivery
     * @param sourceName is part of the answer, and may be changed by an administrator
     */
    public static String of(int version, int deliveryRevision, String sourceName) {
        var crc = new CRC32C();
        crc.update(sourceName.getBytes(StandardCharsets.UTF_8));
        return "\"" + version + "-" + deliveryRevision + "-" + Long.toHexString(crc.getValue()) + "\"";
    }

    /** @param tags as in {@code If-None-Match}, or null for none */
    public static boolean isKnown(@Nullable String tags, String etag) {
        return tags != null && isAmong(tags, etag);
    }

    /** The version that a single tag names, or 0 if it names none. */
    public static int versionOf(@Nullable String tags) {
        var tag = tags == null ? null : VERSION.matcher(asGiven(tags.strip()));
        return tag != null && tag.matches() ? Integer.parseInt(tag.group(1)) : 0;
    }

    /** @param tags as in {@code If-Match}: one or more with commas between them, or {@code *} */
    static boolean isVersionAmong(String tags, String etag) {
        int version = versionOf(etag);
        for (var tag : tags.split(",")) {
            if (tag.strip().equals("*") || versionOf(tag) == version) {
                return true;
            }
        }
        return false;
    }

    /** @param tags as in {@code If-None-Match}: one or more with commas between them, or {@code *} */
    private static boolean isAmong(String tags, String etag) {
        for (var tag : tags.split(",")) {
            var stripped = tag.strip();
            if (stripped.equals("*")
                    || stripped.equals(etag)
                    || asGiven(stripped).equals(etag)) {
                return true;
            }
        }
        return false;
    }

    /** Removes what a compressing proxy adds to a tag. */
    private static String asGiven(String tag) {
        return FROM_PROXY.matcher(tag).replaceFirst("$1$2");
    }
}
