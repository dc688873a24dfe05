package com.hiltreview.answer;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.ParameterizedType;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Writes the answers of handlers that return {@code ResponseEntity<JsonParts>}, with their length, in pieces. They are JSON
 * whatever is asked for, so Spring's choice of a media type and a converter is left out. An answer that is received too slowly
 * is aborted, because it occupies memory.
 */
class JsonPartsWriter implements HandlerMethodReturnValueHandler {
    private static final int PIECE_BYTES = 64 * 1024;

    /** Enough for a page of 4 MiB at 0.5 Mbit/s. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    @Override
    public boolean supportsReturnType(MethodParameter returned) {
        return returned.getGenericParameterType() instanceof ParameterizedType type
                && type.getRawType() == ResponseEntity.class
                && type.getActualTypeArguments()[0] == JsonParts.class;
    }

    @Override
    public void handleReturnValue(
            @Nullable Object returned, MethodParameter type, ModelAndViewContainer container, NativeWebRequest request)
            throws IOException {
        container.setRequestHandled(true);
        var answer = (ResponseEntity<?>) Objects.requireNonNull(returned);
        var response = Objects.requireNonNull(request.getNativeResponse(HttpServletResponse.class));
        response.setStatus(answer.getStatusCode().value());
        answer.getHeaders().forEach((name, values) -> {
            if (!name.equals(HttpHeaders.CONTENT_TYPE)) {
                values.forEach(value -> response.addHeader(name, value));
            }
        });
        if (answer.getBody() instanceof JsonParts body) {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.setContentLengthLong(body.size());
            write(body, response.getOutputStream());
        }
    }

    private static void write(JsonParts body, OutputStream output) throws IOException {
        long end = System.nanoTime() + LONGEST.toNanos();
        for (var part : body.parts()) {
            for (int from = 0; from < part.length; from += PIECE_BYTES) {
                if (System.nanoTime() > end) {
                    throw new IOException("The answer was not received within " + LONGEST);
                }
                output.write(part, from, Math.min(PIECE_BYTES, part.length - from));
            }
        }
    }
}
