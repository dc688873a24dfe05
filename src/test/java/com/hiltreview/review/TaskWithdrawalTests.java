package com.hiltreview.review;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.Answer;
import com.hiltreview.testing.ReviewingTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents take their proposals back. */
class TaskWithdrawalTests extends ReviewingTest {
    private static final String APPROVAL = "{\"decision\":\"APPROVE\"}";

    @SuppressWarnings("NullAway.Init")
    private UUID task;

    @BeforeEach
    void fileTask() {
        task = Api.idOf(api.newTask(source));
    }

    private Answer withdraw(String body) {
        return api.post("/review-tasks/" + task + "/withdraw", source.key(), body);
    }

    private Answer decide() {
        return api.post("/review-tasks/" + task + "/decision", reviewer, APPROVAL);
    }

    private int events() {
        return api.get("/sources/" + source.id() + "/decision-events?include_delivered=true", source.key())
                .json()
                .get("items")
                .size();
    }

    @Test
    void deniesOnBehalfOfTheAgentWithAnEvent() {
        var withdrawn = withdraw("{\"reason\":\"Paid already\"}");
        assertThat(withdrawn.status()).isEqualTo(200);
        var decision = withdrawn.json().get("decision");
        assertThat(withdrawn.json().get("status").stringValue()).isEqualTo("DENIED");
        assertThat(decision.get("type").stringValue()).isEqualTo("DENY");
        assertThat(decision.get("reason").stringValue()).isEqualTo("Paid already");
        assertThat(decision.get("origin").stringValue()).isEqualTo("withdrawal");
        assertThat(decision.get("decided_by").stringValue()).startsWith("agent:hilt_sk_");
        assertThat(decision.has("decided_by_id")).isFalse();
        assertThat(api.task(task)).isEqualTo(withdrawn.json());

        var event = api.get("/sources/" + source.id() + "/decision-events", source.key())
                .json()
                .at("/items/0");
        assertThat(event.get("type").stringValue()).isEqualTo("review_task.denied");
        assertThat(event.at("/decision")).isEqualTo(decision);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"reason\":\" \\n\"}"})
    void needsNoReason(String body) {
        assertThat(withdraw(body).json().at("/decision/reason").stringValue()).isEqualTo("withdrawn");
    }

    @Test
    void answersARepeatedWithdrawalAsTheFirst() {
        var first = withdraw("{\"reason\":\"Paid\"}");
        var again = withdraw("{\"reason\":\"Another reason\"}");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(events()).isOne();
        assertThat(decide().status()).isEqualTo(422);
    }

    @Test
    void isRefusedOnceSomebodyHasDecided() {
        assertThat(decide().status()).isEqualTo(200);
        var late = withdraw("{}");
        assertThat(late.status()).isEqualTo(422);
        assertThat(late.json().at("/error/code").stringValue()).isEqualTo("INVALID_STATE_TRANSITION");
        assertThat(events()).isOne();
    }

    @Test
    void leavesALineIfAnAdministratorsKeyDoesIt() {
        assertThat(api.post("/review-tasks/" + task + "/withdraw", ADMIN, "{}").status())
                .isEqualTo(200);
        assertThat(api.get("/audit-log?action=review_task.withdraw", ADMIN)
                        .json()
                        .at("/items/0/target/id")
                        .stringValue())
                .isEqualTo(task.toString());
    }

    @Test
    void refusesAReasonOfMoreThanFourThousandCharacters() {
        assertThat(withdraw("{\"reason\":\"" + "x".repeat(4001) + "\"}").status())
                .isEqualTo(400);
        assertThat(withdraw("{\"reason\":\"" + "x".repeat(4000) + "\"}").status())
                .isEqualTo(200);
    }

    @RepeatedTest(10)
    void racesADecisionForOneEvent() {
        var statuses = atOnce(2, call -> call == 0 ? withdraw("{}").status() : decide().status());
        assertThat(statuses).containsExactlyInAnyOrderElementsOf(List.of(200, 422));
        assertThat(events()).isOne();
    }
}
