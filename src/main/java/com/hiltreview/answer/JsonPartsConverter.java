package com.hiltreview.answer;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/** Writes answers with their length, in pieces. An answer that is received too slowly is aborted, because it occupies memory. */
class JsonPartsConverter extends AbstractHttpMessageConverter<JsonParts> {
    private static final int PIECE_BYTES = 64 * 1024;

    /** Enough for a page of 4 MiB at 0.5 Mbit/s. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    JsonPartsConverter() {
        super(MediaType.APPLICATION_JSON);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == JsonParts.class;
    }

    @Override
    public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected JsonParts readInternal(Class<? extends JsonParts> type, HttpInputMessage input) {
        throw new HttpMessageNotReadableException("Answers are only written here", input);
    }

    @Override
    protected void writeInternal(JsonParts answer, HttpOutputMessage output) throws IOException {
        output.getHeaders().setContentLength(answer.size());
        var body = output.getBody();
        long end = System.nanoTime() + LONGEST.toNanos();
        for (var part : answer.parts()) {
            write(part, body, end);
        }
    }

    private static void write(byte[] part, OutputStream body, long end) throws IOException {
        for (int from = 0; from < part.length; from += PIECE_BYTES) {
            if (System.nanoTime() > end) {
                throw new IOException("The answer was not received within " + LONGEST);
            }
            body.write(part, from, Math.min(PIECE_BYTES, part.length - from));
        }
    }
}
