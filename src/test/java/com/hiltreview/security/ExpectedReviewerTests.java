package com.hiltreview.security;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** What one reviewer typed or decided is never recorded as another's who has signed in on the same browser since. */
@DirtiesContext
@TestPropertySource(properties = "CORS_ORIGIN=https://app.acme.test")
class ExpectedReviewerTests extends ServiceTest {
    private static final String EDIT = "{\"blocks\":[{\"id\":\"body\",\"content\":\"Jane's words\"}]}";
    private static final String APPROVE = "{\"decision\":\"APPROVE\"}";

    private Api.As sam;
    private String jane;
    private UUID task;

    @BeforeEach
    void signIn() {
        jane = idOfReviewer(api.signIn("jane@acme.test"));
        sam = api.signIn("sam@acme.test");
        task = Api.idOf(api.newTask(api.newSource()));
    }

    @Test
    void refusesAnEditAndADecisionOfAnotherReviewer() {
        var before = api.task(task);
        for (var refused : new Api.Answer[] {
            api.patch("/review-tasks/" + task + "/blocks", sam, EDIT, "X-Reviewer-Id", jane),
            api.post("/review-tasks/" + task + "/decision", sam, APPROVE, "X-Reviewer-Id", jane)
        }) {
            assertThat(refused.status()).as(refused.text()).isEqualTo(409);
            assertThat(refused.errorCode()).isEqualTo("REVIEWER_MISMATCH");
        }
        assertThat(api.task(task)).isEqualTo(before);
    }

    @Test
    void takesWhatIsTheReviewersOwn() {
        var own = idOfReviewer(sam);
        assertThat(api.patch("/review-tasks/" + task + "/blocks", sam, EDIT, "X-Reviewer-Id", own)
                        .status())
                .isEqualTo(200);
        assertThat(api.post(
                                "/review-tasks/" + task + "/decision",
                                sam,
                                APPROVE,
                                "X-Reviewer-Id",
                                own.toUpperCase(Locale.ROOT))
                        .json()
                        .at("/decision/decided_by")
                        .stringValue())
                .isEqualTo("sam@acme.test");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /sources",
        "PATCH,  /sources/{id}",
        "DELETE, /sources/{id}",
        "POST,   /sources/{id}/webhook-test",
        "POST,   /sources/{id}/webhook-secret/rotate",
        "POST,   /sources/{id}/decision-events/redeliver",
        "POST,   /sources/{id}/decision-events/{id}/redeliver",
        "POST,   /api-keys",
        "DELETE, /api-keys/{id}",
        "POST,   /auth/logout",
    })
    void guardsEveryUnsafeCall(String method, String path) {
        var administrator = api.signInAsAdministrator();
        var bytes = "{}".getBytes(StandardCharsets.UTF_8);
        var answer = api.send(
                api.request(path.replace("{id}", task.toString()), administrator)
                        .header("X-Reviewer-Id", jane)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofByteArray(bytes)),
                bytes);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.errorCode()).isEqualTo("REVIEWER_MISMATCH");
        assertThat(api.get("/auth/me", administrator).status())
                .as("still signed in")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jane", "00000000-0000-0000-0000-000000000000"})
    void refusesWhatNamesNobody(String id) {
        assertThat(api.post("/review-tasks/" + task + "/decision", sam, APPROVE, "X-Reviewer-Id", id)
                        .errorCode())
                .isEqualTo("REVIEWER_MISMATCH");
    }

    @Test
    void doesNotTouchReadsKeysAndCallsWithoutASession() {
        assertThat(api.get("/review-tasks/" + task, sam, "X-Reviewer-Id", jane).status())
                .isEqualTo(200);
        assertThat(api.post("/sources", ADMIN, "{\"name\":\"x\"}", "X-Reviewer-Id", jane)
                        .status())
                .isEqualTo(201);
        assertThat(api.post("/review-tasks/" + task + "/decision", NOBODY, APPROVE, "X-Reviewer-Id", jane)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void mayComeFromAListedOrigin() {
        var answer = api.send(
                api.request("/review-tasks/" + task + "/decision", NOBODY)
                        .header("Origin", "https://app.acme.test")
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "content-type,x-reviewer-id")
                        .method("OPTIONS", BodyPublishers.noBody()),
                new byte[0]);
        assertThat(answer.header("Access-Control-Allow-Headers")).containsIgnoringCase("x-reviewer-id");
    }

    private String idOfReviewer(Api.As session) {
        return api.get("/auth/me", session).json().at("/user/id").stringValue();
    }
}
