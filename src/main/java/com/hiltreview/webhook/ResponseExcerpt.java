package com.hiltreview.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of an answer's body.
 *
 * @param text at most 1 KiB of UTF-8, without U+0000; null if there is none
 * @param complete whether the body was read to its end
 */
record ResponseExcerpt(@Nullable String text, boolean complete) {
    private static final int MAX_BYTES = 1024;
    /** A body may have up to this many bytes after the excerpt; then its connection can be reused. */
    private static final int MAX_REST = 16 * MAX_BYTES;

    static ResponseExcerpt of(@Nullable InputStream body) {
        if (body == null) {
            return new ResponseExcerpt(null, true);
        }
        var bytes = new byte[MAX_BYTES];
        int length = 0;
        boolean complete = false;
        try {
            int read = body.read(bytes);
            while (read > 0) {
                length += read;
                read = length < MAX_BYTES ? body.read(bytes, length, MAX_BYTES - length) : 0;
            }
            complete = read < 0 || isNearlyRead(body);
        } catch (IOException broken) {
            // The part that was read is kept.
        }
        return new ResponseExcerpt(text(bytes, length), complete);
    }

    private static boolean isNearlyRead(InputStream body) throws IOException {
        var buffer = new byte[MAX_BYTES];
        int read = 0;
        for (int rest = 0; rest < MAX_REST && read >= 0; rest += read) {
            read = body.read(buffer);
        }
        return read < 0;
    }

    /** Bytes that are not UTF-8 become U+FFFD, which is longer; an incomplete character at the end is dropped. */
    private static @Nullable String text(byte[] bytes, int length) {
        if (length == 0) {
            return null;
        }
        var characters = CharBuffer.allocate(length);
        StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(bytes, 0, length), characters, false);
        var all = characters.flip().toString().replace("\0", "");
        var fitting = CharBuffer.wrap(all);
        StandardCharsets.UTF_8.newEncoder().encode(fitting, ByteBuffer.allocate(MAX_BYTES), true);
        var text = all.substring(0, fitting.position());
        return text.isEmpty() ? null : text;
    }
}
