package com.hiltreview.audit;

import com.fasterxml.jackson.annotation.JsonValue;

/** What is written down; what stands before the first dot is the kind of thing that it was done to. */
public enum Action {
    SOURCE_CREATE("source.create"),
    SOURCE_READ("source.read"),
    SOURCE_LIST("source.list"),
    SOURCE_UPDATE("source.update"),
    SOURCE_DELETE("source.delete"),
    WEBHOOK_SECRET_ROTATE("source.webhook_secret.rotate"),
    WEBHOOK_TEST("source.webhook.test"),
    WEBHOOK_SWITCH_OFF("source.webhook.switch_off"),
    REDELIVER_FAILED("source.redeliver"),
    REDELIVER("decision_event.redeliver"),
    API_KEY_CREATE("api_key.create"),
    API_KEY_LIST("api_key.list"),
    API_KEY_REVOKE("api_key.revoke"),
    STATISTICS_READ("statistics.read"),
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
