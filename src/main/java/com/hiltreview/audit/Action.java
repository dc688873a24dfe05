package com.hiltreview.audit;

import com.fasterxml.jackson.annotation.JsonValue;

/** What is written down; what stands before the first dot is the kind of thing that it was done to. */
public enum Action {
    SOURCE_CREATE("source.create"),
    SOURCE_UPDATE("source.update"),
    SOURCE_DELETE("source.delete"),
    WEBHOOK_SECRET_ROTATE("source.webhook_secret.rotate"),
    WEBHOOK_TEST("source.webhook.test"),
    WEBHOOK_SWITCH_OFF("source.webhook.switch_off"),
    ACKNOWLEDGE("source.acknowledge"),
    REDELIVER_FAILED("source.redeliver"),
    REDELIVER("decision_event.redeliver"),
    API_KEY_CREATE("api_key.create"),
    API_KEY_REVOKE("api_key.revoke"),
    SIGN_IN("reviewer.sign_in"),
    SIGN_IN_REFUSED("reviewer.sign_in_refused"),
    SIGN_OUT("reviewer.sign_out"),
    TASK_CREATE("review_task.create"),
    TASK_EDIT("review_task.edit"),
    TASK_DECIDE("review_task.decide");

    private final String text;

    Action(String text) {
        this.text = text;
    }

    @JsonValue
    String text() {
        return text;
    }

    String targetType() {
        return text.substring(0, text.indexOf('.'));
    }
}
