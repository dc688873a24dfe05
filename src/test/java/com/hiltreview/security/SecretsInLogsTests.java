package com.hiltreview.security;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Nothing that must stay secret is in the log, of whatever goes well or wrong, with all of our own lines in it. */
@ExtendWith(OutputCaptureExtension.class)
class SecretsInLogsTests extends ServiceTest {
    private static final String WEBHOOK_SECRET = "whsec_TG9nZ2VkTG9nZ2VkTG9nZ2VkTG9nZ2VkTG9nZ2Vk";
    private static final String CONTENT = "Nobody reads this in a log";

    @SuppressWarnings("LoggerInitializedWithForeignClass") // It is the service's.
    private final Logger logger = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("com.hiltreview");

    @BeforeEach
    void logEverything() {
        logger.setLevel(Level.TRACE);
    }

    @AfterEach
    void logAsUsual() {
        logger.setLevel(Level.INFO);
    }

    @Test
    void areNotThere(CapturedOutput output) {
        var secrets = new ArrayList<>(List.of(ADMIN_KEY.substring(22), WEBHOOK_SECRET.substring(6), CONTENT));
        try (var receiver = new WebhookReceiver()) {
            receiver.behave(WebhookReceiver.answer(400));
            var created = api.post("/sources", ADMIN, """
                    {"name":"Logged","delivery":{"webhook":{"url":"%s?token=of-the-url","secret":"%s"}}}""".formatted(receiver.url(), WEBHOOK_SECRET));
            var id = Api.idOf(created);
            var key = api.post(
                            "/api-keys",
                            ADMIN,
                            "{\"source_id\":\"%s\",\"key_type\":\"source\",\"environment\":\"test\"}".formatted(id))
                    .json()
                    .get("key")
                    .stringValue();
            secrets.add(key.substring(22));
            secrets.add("of-the-url");
            var task = Api.idOf(api.post("/review-tasks", Api.key(key), """
                    {"blocks":[{"id":"body","type":"plaintext","content":"%s"}]}""".formatted(CONTENT)));
            var signedIn = api.post("/auth/dev-login", NOBODY, "{\"email\":\"logged@acme.test\"}");
            var cookie = signedIn.header("Set-Cookie").split(";", 2)[0];
            secrets.add(cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf('.')));
            secrets.add(cookie.substring(cookie.indexOf('.') + 1));
            var reviewer = Api.session(cookie);
            api.patch(
                    "/review-tasks/" + task + "/blocks",
                    reviewer,
                    "{\"blocks\":[{\"id\":\"body\",\"content\":\"%s, edited\"}]}".formatted(CONTENT));
            secrets.add(api.post("/sources/" + id + "/webhook-secret/rotate", ADMIN, "")
                    .json()
                    .get("secret")
                    .stringValue()
                    .substring(6));
            api.post("/sources/" + id + "/webhook-test", ADMIN, "");
            api.post("/review-tasks/" + task + "/decision", reviewer, "{\"decision\":\"APPROVE\"}");
            receiver.await();
            receiver.await();

            api.get("/review-tasks", Api.key(key.substring(0, key.length() - 1) + "!"));
            api.get("/auth/me", Api.session(cookie.substring(0, cookie.length() - 2)));
            api.post("/sources", ADMIN, "{\"name\":\"" + WEBHOOK_SECRET);
            api.post("/sources", ADMIN, "{\"name\":[\"" + WEBHOOK_SECRET + "\"]}");
            failingWrites(id, key);
        }
        assertThat(output).contains("POST /review-tasks failed", "PATCH /sources/");
        for (var secret : secrets) {
            assertThat(output.getAll()).doesNotContain(secret);
        }
    }

    /** With the values of the rows that the database refuses. */
    private void failingWrites(UUID source, String key) {
        jdbc.execute("alter table sources add constraint refused check (description <> 'refused') not valid");
        jdbc.execute("alter table review_tasks add constraint refused check (risk_warning <> 'refused') not valid");
        try {
            var refused = api.patch(
                    "/sources/" + source,
                    ADMIN,
                    "{\"description\":\"refused\",\"delivery\":{\"webhook\":{\"secret\":\"%s\"}}}"
                            .formatted(WEBHOOK_SECRET));
            assertThat(refused.status()).isEqualTo(500);
            var task = api.post("/review-tasks", Api.key(key), """
                    {"risk_warning":"refused","blocks":[{"id":"b","type":"plaintext","content":"%s"}]}""".formatted(CONTENT));
            assertThat(task.status()).isEqualTo(500);
            assertThat(task.text()).doesNotContain(CONTENT);
        } finally {
            jdbc.execute("alter table sources drop constraint refused");
            jdbc.execute("alter table review_tasks drop constraint refused");
        }
    }
}
