package com.hiltreview.delivery;

import static com.hiltreview.access.Role.ADMIN;
import static com.hiltreview.access.Role.ADMIN_REVIEWER;
import static com.hiltreview.access.Role.SOURCE;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.access.Caller;
import com.hiltreview.audit.Actor;
import com.hiltreview.error.ForbiddenException;
import com.hiltreview.error.ValidationException;
import com.hiltreview.event.DecisionFeed;
import com.hiltreview.json.JsonBinder;
import com.hiltreview.json.Rfc3339;
import com.hiltreview.webhook.WebhookExchange;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import tools.jackson.databind.JsonNode;

@ApiController
class DeliveryController {
    private final DecisionFeed feed;
    private final DeliveryAttempts attempts;
    private final DeliveryService deliveries;

    DeliveryController(DecisionFeed feed, DeliveryAttempts attempts, DeliveryService deliveries) {
        this.feed = feed;
        this.attempts = attempts;
        this.deliveries = deliveries;
    }

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
}
