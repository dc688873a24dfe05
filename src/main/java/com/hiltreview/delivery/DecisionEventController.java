package com.hiltreview.delivery;

import static com.hiltreview.access.Role.ADMIN;
import static com.hiltreview.access.Role.ADMIN_REVIEWER;
import static com.hiltreview.access.Role.SOURCE;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import com.hiltreview.json.Rfc3339;
import com.hiltreview.json.Violations;
import com.hiltreview.webhook.WebhookExchange;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import tools.jackson.databind.JsonNode;

@ApiController
class DecisionEventController {
    private static final int MAX_ACKNOWLEDGED = 100;
    private static final int MAX_WAIT_SECONDS = 60;

    private final DecisionFeed feed;
    private final DeliveryAttempts attempts;
    private final DeliveryService deliveries;
    private final LargeAnswers answers;

    DecisionEventController(
            DecisionFeed feed, DeliveryAttempts attempts, DeliveryService deliveries, LargeAnswers answers) {
        this.answers = answers;
        this.feed = feed;
        this.attempts = attempts;
        this.deliveries = deliveries;
    }

    record AcknowledgeRequest(@Nullable List<UUID> eventIds) {}

    record Acknowledged(int acknowledged, List<UUID> eventIds) {}

    record AttemptList(List<DeliveryAttempts.Attempt> items) {}

    record RedeliverRequest(@Nullable String since) {
        Instant time() {
            if (since == null) {
                throw new ValidationException("since", "is required");
            }
            try {
                return Rfc3339.parse(since);
            } catch (IllegalArgumentException malformed) {
                throw new ValidationException("since", "must be an RFC 3339 time");
            }
        }
    }

    /** @param scheduled how many events will be sent again */
    record Redelivery(int scheduled) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TestResult(
            boolean delivered,
            @Nullable Integer statusCode,
            int durationMs,
            @Nullable String error) {
        static TestResult from(WebhookExchange exchange) {
            var error = exchange.isDelivered() || exchange.statusCode() == null
                    ? exchange.error()
                    : "The endpoint answered " + exchange.statusCode();
            return new TestResult(exchange.isDelivered(), exchange.statusCode(), exchange.durationMs(), error);
        }
    }

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

    @GetMapping("/sources/{sourceId}/decision-events/{eventId}/attempts")
    @Admit({SOURCE, ADMIN, ADMIN_REVIEWER})
    AttemptList attempts(Caller caller, @PathVariable UUID sourceId, @PathVariable UUID eventId) {
        ForbiddenException.throwIfOutside(caller.scope(), sourceId);
        feed.requireExists(sourceId, eventId);
        return new AttemptList(attempts.newestFirst(eventId));
    }

    @PostMapping("/sources/{sourceId}/decision-events/{eventId}/redeliver")
    @Admit({ADMIN, ADMIN_REVIEWER})
    @ResponseStatus(HttpStatus.ACCEPTED)
    Redelivery redeliver(Actor actor, @PathVariable UUID sourceId, @PathVariable UUID eventId) {
        deliveries.redeliver(sourceId, eventId, actor);
        return new Redelivery(1);
    }

    @PostMapping("/sources/{sourceId}/decision-events/redeliver")
    @Admit({ADMIN, ADMIN_REVIEWER})
    @ResponseStatus(HttpStatus.ACCEPTED)
    Redelivery redeliverFailed(Actor actor, @PathVariable UUID sourceId, @RequestBody JsonNode body) {
        var since = JsonBinder.bind(body, RedeliverRequest.class).time();
        return new Redelivery(deliveries.redeliverFailed(sourceId, since, actor));
    }

    @PostMapping("/sources/{sourceId}/webhook-test")
    @Admit({ADMIN, ADMIN_REVIEWER})
    TestResult testWebhook(Actor actor, @PathVariable UUID sourceId) {
        return TestResult.from(deliveries.sendSample(sourceId, actor));
    }

    /** The events are stored as they go out, so the page is put together from their bytes. */
    private static ResponseEntity<JsonParts> answer(DecisionFeed.Page page) {
        return json(JsonParts.ofItems(page.payloads(), "\"next_cursor\":\"" + page.nextCursor() + "\""));
    }

    private static ResponseEntity<JsonParts> json(JsonParts body) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
    }
}
