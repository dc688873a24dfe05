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
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.databind.JsonNode;

/** Reads the JSON trees that handlers take as their bodies. */
class JsonBodyConverter extends AbstractHttpMessageConverter<JsonNode> {
    static final int MAX_BYTES = 1024 * 1024;

    private final LargeBodies largeBodies;

    JsonBodyConverter(LargeBodies largeBodies) {
        super(MediaType.ALL);
        this.largeBodies = largeBodies;
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
        var attributes = (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
        return largeBodies.read(input.getBody(), MAX_BYTES, attributes.getRequest(), JsonBodyConverter::parse);
    }

    private static JsonNode parse(byte[] body) {
        if (body.length > MAX_BYTES) {
            throw new PayloadTooLargeException();
        }
        return StrictJson.parse(body);
    }

    @Override
    protected void writeInternal(JsonNode tree, HttpOutputMessage output) throws HttpMessageNotWritableException {
        throw new HttpMessageNotWritableException("Trees are only read here");
    }
}
