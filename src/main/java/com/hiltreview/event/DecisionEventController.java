package com.hiltreview.event;

import static com.hiltreview.access.Role.ADMIN;
import static com.hiltreview.access.Role.SOURCE;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.access.Caller;
import com.hiltreview.access.StaysOpen;
import com.hiltreview.answer.JsonParts;
import com.hiltreview.answer.LargeAnswers;
import com.hiltreview.audit.Actor;
import com.hiltreview.error.ForbiddenException;
import com.hiltreview.error.ValidationException;
import com.hiltreview.json.JsonBinder;
import com.hiltreview.json.Violations;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;

@ApiController
class DecisionEventController {
    private static final int MAX_ACKNOWLEDGED = 100;
    private static final int MAX_WAIT_SECONDS = 60;

    private final DecisionFeed feed;
    private final LargeAnswers answers;

    DecisionEventController(DecisionFeed feed, LargeAnswers answers) {
        this.feed = feed;
        this.answers = answers;
    }

    record AcknowledgeRequest(@Nullable List<UUID> eventIds) {}

    record Acknowledged(int acknowledged, List<UUID> eventIds) {}

    @GetMapping("/sources/{sourceId}/decision-events")
    @StaysOpen(StaysOpen.Kind.WAIT)
    @Admit({SOURCE, ADMIN})
    ResponseEntity<JsonParts> read(
            Caller caller,
            @PathVariable UUID sourceId,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(name = "include_delivered", defaultValue = "false") boolean includeDelivered,
            @RequestParam(required = false) @Nullable Integer wait) {
        ForbiddenException.throwIfOutside(caller.scope(), sourceId);
        var violations = new Violations();
        violations.range(limit, "limit", 1, 100);
        violations.range(wait, "wait", 1, MAX_WAIT_SECONDS);
        violations.throwIfAny();
        Supplier<ResponseEntity<JsonParts>> read = () -> answer(feed.read(sourceId, after, limit, includeDelivered));
        return wait == null
                ? answers.answer(read, read)
                : answers.answer(
                        () -> answer(feed.readOnceFilled(
                                sourceId, after, limit, includeDelivered, Duration.ofSeconds(wait))),
                        read);
    }

    @PostMapping("/sources/{sourceId}/decision-events/ack")
    @Admit({SOURCE, ADMIN})
    Acknowledged acknowledge(Caller caller, Actor actor, @PathVariable UUID sourceId, @RequestBody JsonNode body) {
        ForbiddenException.throwIfOutside(caller.scope(), sourceId);
        var ids = JsonBinder.bind(body, AcknowledgeRequest.class).eventIds();
        if (ids == null || ids.isEmpty() || ids.size() > MAX_ACKNOWLEDGED) {
            throw new ValidationException("event_ids", "must hold 1 to " + MAX_ACKNOWLEDGED + " ids");
        }
        for (int i = 0; i < ids.size(); i++) {
            if (ids.get(i) == null) {
                throw new ValidationException("event_ids[" + i + "]", "must be a UUID");
            }
        }
        var acknowledged = feed.acknowledge(sourceId, new LinkedHashSet<>(ids), actor);
        return new Acknowledged(acknowledged.size(), acknowledged);
    }

    @GetMapping("/sources/{sourceId}/decision-events/{eventId}")
    @Admit({SOURCE, ADMIN})
    ResponseEntity<JsonParts> get(Caller caller, @PathVariable UUID sourceId, @PathVariable UUID eventId) {
        ForbiddenException.throwIfOutside(caller.scope(), sourceId);
        return answers.answer(() -> json(JsonParts.of(feed.get(sourceId, eventId))));
    }

    /** Events are stored as they are sent, so the page is assembled from their bytes. */
    private static ResponseEntity<JsonParts> answer(DecisionFeed.Page page) {
        return json(JsonParts.ofItems(page.payloads(), "\"next_cursor\":\"" + page.nextCursor() + "\""));
    }

    private static ResponseEntity<JsonParts> json(JsonParts body) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
    }
}
