package com.hiltreview.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.delivery.DeliveryQueue.Lease;
import com.hiltreview.delivery.DeliveryRecords.Answered;
import com.hiltreview.testing.ReviewingTest;
import com.hiltreview.testing.StatementCounter;
import com.hiltreview.webhook.Webhook;
import com.hiltreview.webhook.WebhookExchange;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Autowired;

/** The number of SQL statements of a delivery: the same for one event as for many. */
class DeliveryStatementTests extends ReviewingTest {
    @Autowired
    @SuppressWarnings("NullAway.Init")
    private DeliveryRecords records;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private DeliveryQueue queue;

    /** Nobody else delivers: the source has no webhook. */
    @BeforeEach
    void leaveTheSourceWithoutAWebhook() {
        assertThat(records.webhookOf(source.id())).isEmpty();
    }

    private static List<String> statements(Runnable work) {
        var id = UUID.randomUUID().toString();
        StatementCounter.watch(id);
        MDC.put("request_id", id);
        try {
            work.run();
        } finally {
            MDC.remove("request_id");
        }
        return StatementCounter.of(id);
    }

    @Test
    void aLookForDueEventsTakesTwo() {
        var lease = new Lease(source.id(), 1);
        assertThat(statements(() -> records.webhookOf(source.id()))).hasSize(1);
        assertThat(statements(() -> records.claim(lease, Set.of(), 16, 1024))).hasSize(1);
    }

    @Test
    void whatSourcesNeedTakesOne() {
        var sources = Set.of(source.id(), api.newSource().id());
        assertThat(statements(() -> queue.needs(sources, Instant.now()))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void theResultsOfCallsTakeFour(int events) {
        for (int i = 0; i < events; i++) {
            api.newApproval(source, reviewer);
        }
        var webhook = new Webhook(source.id(), "https://hooks.example.com/", List.of("a secret"), 5000, 10, 30);
        var exchange = new WebhookExchange(200, null, false, null, null, Instant.now(), 5);
        var calls = jdbc.query(
                "select id from decision_events where source_id = ?",
                (row, number) -> new Answered(row.getObject("id", UUID.class), webhook, exchange),
                source.id());
        assertThat(calls).hasSize(events);
        assertThat(statements(() -> records.record(source.id(), calls, EndpointHealth.GOOD)))
                .hasSize(4);
    }
}
