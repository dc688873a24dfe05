package com.hiltreview.revision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reviewer wants the agent to change.
 *
 * @param blocks comments on single blocks; null for none
 * @param requestedBy the reviewer's e-mail address at that time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChangeRequest(
        String comment, @Nullable List<BlockComment> blocks, String requestedBy, Instant requestedAt) {
    public record BlockComment(String blockId, String comment) {}
}
