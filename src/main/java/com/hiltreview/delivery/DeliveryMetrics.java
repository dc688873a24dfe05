package com.hiltreview.delivery;

import com.hiltreview.json.WireName;
import com.hiltreview.source.SwitchOffReason;
import com.hiltreview.webhook.WebhookExchange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** The metrics of deliveries; docs/operations.md lists them. */
@Component
class DeliveryMetrics {
    private final MeterRegistry registry;
    private final Timer delivered;
    private final Timer refused;
    private final Timer unanswered;
    private final Counter failedEvents;
    private final AtomicInteger underWay = new AtomicInteger();

    DeliveryMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.delivered = attempts("delivered");
        this.refused = attempts("refused");
        this.unanswered = attempts("unanswered");
        this.failedEvents = registry.counter("hilt.webhook.events.failed");
        registry.gauge("hilt.webhook.calls.active", underWay);
        // Registered at the start, because an alert sees an increase only in a series that exists before it.
        for (var reason : SwitchOffReason.values()) {
            switchedOff(reason);
        }
    }

    private Timer attempts(String outcome) {
        return Timer.builder("hilt.webhook.attempts").tag("outcome", outcome).register(registry);
    }

    void begin() {
        underWay.incrementAndGet();
    }

    void end() {
        underWay.decrementAndGet();
    }

    /** The calls that this instance is making. */
    int underWay() {
        return underWay.get();
    }

    void count(WebhookExchange exchange) {
        var timer = exchange.isDelivered() ? delivered : exchange.statusCode() == null ? unanswered : refused;
        timer.record(Duration.ofMillis(exchange.durationMs()));
    }

    void countFailedEvent() {
        failedEvents.increment();
    }

    void countSwitchedOff(SwitchOffReason reason) {
        switchedOff(reason).increment();
    }

    private Counter switchedOff(SwitchOffReason reason) {
        return registry.counter("hilt.webhook.switched.off", "reason", WireName.of(reason));
    }
}
