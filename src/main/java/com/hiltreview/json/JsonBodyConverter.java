package com.hiltreview.json;

import com.hiltreview.error.PayloadTooLargeException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import tools.jackson.databind.JsonNode;

/** Reads the JSON trees that handlers take as their bodies. */
class JsonBodyConverter extends AbstractHttpMessageConverter<JsonNode> {
    static final int MAX_BYTES = 1024 * 1024;

    JsonBodyConverter() {
        super(MediaType.ALL);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == JsonNode.class;
    }

    @Override
    public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected JsonNode readInternal(Class<? extends JsonNode> type, HttpInputMessage input)
            throws IOException, HttpMessageNotReadableException {
        if (input.getHeaders().getContentLength() > MAX_BYTES) {
            throw new PayloadTooLargeException();
        }
        var bytes = input.getBody().readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new PayloadTooLargeException();
        }
        return StrictJson.parse(bytes);
    }

    @Override
    protected void writeInternal(JsonNode tree, HttpOutputMessage output) throws HttpMessageNotWritableException {
        throw new HttpMessageNotWritableException("Trees are only read here");
    }
}
