package com.hiltreview;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.openapi.OpenApiExchanges;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver;
import org.junit.jupiter.api.Test;

class WholeLoopTests extends ServiceTest {
    @Test
    void aTaskIsFiledEditedDecidedPushedAndPulled() {
        try (var receiver = new WebhookReceiver()) {
            var source = api.newSource("""
                    {"name":"Loop","delivery":{"webhook":{"url":"%s"}}}""".formatted(receiver.url()));
            var reviewer = api.signInAsReviewer();
            var created = api.newTask(source);
            assertThat(created.status()).isEqualTo(201);
            var path = "/review-tasks/" + Api.idOf(created);

            var edited = api.patch(
                    path + "/blocks",
                    reviewer,
                    "{\"blocks\":[{\"id\":\"body\",\"content\":\"Hello\\nwhole world\\n\"}]}",
                    "If-Match",
                    created.etag());
            assertThat(edited.status()).isEqualTo(200);
            var decided = api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}");
            assertThat(decided.json().get("status").stringValue()).isEqualTo("APPROVED");

            var call = receiver.await();
            OpenApiExchanges.checkWebhook(call.headers(), call.body());
            var event = Api.JSON.readTree(call.body());
            assertThat(event.at("/final/0/content").stringValue()).isEqualTo("Hello\nwhole world\n");

            var feed = api.get("/sources/" + source.id() + "/decision-events?include_delivered=true", source.key());
            assertThat(feed.json().at("/items/0")).isEqualTo(event);
            assertThat(api.get("/sources/" + source.id(), ADMIN).status()).isEqualTo(200);
        }
    }
}
