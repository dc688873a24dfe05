package com.hiltreview.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.json.RawJson;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The event of a change request as it is sent: the body of a webhook call, and an item of the feed.
 *
 * @param revision that changes are asked for
 * @param working its blocks as edited so far, as JSON
 * @param metadata as the agent filed it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChangeRequestPayload(
        UUID eventId,
        EventType type,
        UUID sourceId,
        UUID taskId,
        int revision,
        RawJson changeRequest,
        RawJson working,
        @Nullable RawJson metadata,
        Instant occurredAt) {}
