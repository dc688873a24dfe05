package com.hiltreview.envelope;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The envelope of every error.
 *
 * @param error what went wrong
 */
public record ErrorBody(Content error) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** The envelope's content; {@code request_id} stands in it on every 5xx. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Content(
            String code,
            String message,
            Map<String, Object> details,
            @JsonProperty("request_id") @Nullable String requestId) {}

    byte[] toJson() {
        return MAPPER.writeValueAsString(this).getBytes(StandardCharsets.UTF_8);
    }
}
