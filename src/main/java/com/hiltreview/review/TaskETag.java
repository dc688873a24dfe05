package com.hiltreview.review;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The strong ETag of a task: it names all that its answer is made of and that can change. */
final class TaskETag {
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
     * @param sourceName may be changed by an administrator, and stands in the answer
     */
    static String of(int version, int deliveryRevision, String sourceName) {
        var crc = new CRC32C();
        crc.update(sourceName.getBytes(StandardCharsets.UTF_8));
        return "\"" + version + "-" + deliveryRevision + "-" + Long.toHexString(crc.getValue()) + "\"";
    }

    /** {@code If-Match}. */
    static boolean matches(@Nullable String ifMatch, String etag) {
        return ifMatch == null || anyOf(ifMatch, etag);
    }

    /** {@code If-None-Match}. */
    static boolean isKnown(@Nullable String ifNoneMatch, String etag) {
        return ifNoneMatch != null && anyOf(ifNoneMatch, etag);
    }

    /** The version that a single tag names, or 0 where it names none. */
    static int versionOf(@Nullable String ifNoneMatch) {
        var tag = ifNoneMatch == null ? null : VERSION.matcher(asGiven(ifNoneMatch.strip()));
        return tag != null && tag.matches() ? Integer.parseInt(tag.group(1)) : 0;
    }

    private static boolean anyOf(String header, String etag) {
        for (var tag : header.split(",")) {
            var stripped = tag.strip();
            if (stripped.equals("*")
                    || stripped.equals(etag)
                    || asGiven(stripped).equals(etag)) {
                return true;
            }
        }
        return false;
    }

    /** Takes off what a proxy that compresses adds to a tag. */
    private static String asGiven(String tag) {
        return FROM_PROXY.matcher(tag).replaceFirst("$1$2");
    }
}
