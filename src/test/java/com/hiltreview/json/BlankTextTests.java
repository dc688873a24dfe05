package com.hiltreview.json;

import static com.hiltreview.testing.Api.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.SourceFixture;
import com.hiltreview.testing.ServiceTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text in which nobody sees anything says nothing, wherever something has to be said. */
class BlankTextTests extends ServiceTest {
    @SuppressWarnings("NullAway.Init")
    private SourceFixture source;

    @BeforeEach
    void makeSource() {
        source = api.newSource();
    }

    private static final String TASK = """
            {"title":"BLANK","risk_warning":"BLANK",
             "blocks":[{"id":"BLANK","type":"markdown","content":"x","label":"BLANK"}],
             "service":{"id":"BLANK","name":"BLANK","icon":"BLANK"},
             "action":{"type":"send","verb":"BLANK"},
             "interaction_schema":{"type":"choice","options":[{"id":"BLANK","label":"BLANK"}],
                "deny_reasons":[{"id":"BLANK","label":"BLANK"}]},
             "execution_intent":{"kind":"custom","template_id":"BLANK","display":{"target":"BLANK","warning":"BLANK"}}}""";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00a0",
                "\u2007",
                "\u202f",
                "\u0085",
                "\u2003",
                "\u001c",
                "\u3000",
                "\u200b",
                "\u2060",
                "\ufeff",
                "\u00ad",
                "\u180e",
                "\u115f",
                "\u1160",
                "\u3164",
                "\uffa0",
                "\u2800",
                "\u200b\u00a0 \n"
            })
    void refusesIt(String blank) {
        var escaped = Api.JSON.writeValueAsString(blank).replace("\"", "");
        var task = "/review-tasks/" + Api.idOf(api.newTask(source));
        var reviewer = api.signInAsReviewer();

        assertThat(api.post(task + "/decision", reviewer, "{\"decision\":\"DENY\",\"reason\":\"" + escaped + "\"}")
                        .faultyFields())
                .containsExactly("reason");
        assertThat(api.post("/review-tasks", source.key(), TASK.replace("BLANK", escaped))
                        .faultyFields())
                .containsExactlyInAnyOrder(
                        "title",
                        "risk_warning",
                        "blocks[0].id",
                        "blocks[0].label",
                        "service.id",
                        "service.name",
                        "service.icon",
                        "action.verb",
                        "interaction_schema.options[0].id",
                        "interaction_schema.options[0].label",
                        "interaction_schema.deny_reasons[0].id",
                        "interaction_schema.deny_reasons[0].label",
                        "execution_intent.template_id",
                        "execution_intent.display.target",
                        "execution_intent.display.warning");
        assertThat(api.post("/sources", ADMIN, "{\"name\":\"" + escaped + "\"}").faultyFields())
                .containsExactly("name");
        assertThat(api.post(
                                "/api-keys",
                                ADMIN,
                                "{\"key_type\":\"admin\",\"environment\":\"test\",\"name\":\"" + escaped + "\"}")
                        .faultyFields())
                .containsExactly("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00a0", "\u2003", "\u200b", "\u3164", "\ufeff", "\u2800"})
    void passesOverItWhereSomethingElseCanBeTaken(String blank) {
        var escaped = Api.JSON.writeValueAsString(blank).replace("\"", "");
        var filed = api.post("/review-tasks", source.key(), """
                {"metadata":{"summary":"%1$s"},
                 "blocks":[{"id":"a","type":"markdown","content":"%1$s\\n# %1$s\\n- %1$sDear Sam%1$s"}]}""".formatted(escaped));
        var approved = api.post(
                "/review-tasks/" + Api.idOf(filed) + "/decision",
                api.signInAsReviewer(),
                "{\"decision\":\"APPROVE\",\"reason\":\"" + escaped + "\"}");
        var found = api.get("/review-tasks?q=" + URLEncoder.encode(blank, StandardCharsets.UTF_8), source.key());

        assertThat(filed.json().get("title").stringValue()).startsWith("Dear Sam");
        assertThat(approved.status()).isEqualTo(200);
        assertThat(approved.json().get("decision").has("reason")).isFalse();
        assertThat(found.json().get("items").size()).isEqualTo(1);
    }
}
