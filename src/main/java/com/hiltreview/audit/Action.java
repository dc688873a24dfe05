package com.hiltreview.audit;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the audit log records; the part of the name before the first dot is the kind of thing that was changed. */
public enum Action {
    @JsonProperty("source.create")
    SOURCE_CREATE,
    @JsonProperty("source.update")
    SOURCE_UPDATE,
    @JsonProperty("source.delete")
    SOURCE_DELETE,
    @JsonProperty("source.webhook_secret.rotate")
    WEBHOOK_SECRET_ROTATE,
    @JsonProperty("source.webhook.test")
    WEBHOOK_TEST,
    @JsonProperty("source.webhook.switch_off")
    WEBHOOK_SWITCH_OFF,
    @JsonProperty("source.acknowledge")
    ACKNOWLEDGE,
    @JsonProperty("source.redeliver")
    REDELIVER_FAILED,
    @JsonProperty("decision_event.redeliver")
    REDELIVER,
    @JsonProperty("api_key.create")
    API_KEY_CREATE,
    @JsonProperty("api_key.revoke")
    API_KEY_REVOKE,
    @JsonProperty("reviewer.sign_in")
    SIGN_IN,
    @JsonProperty("reviewer.sign_in_refused")
    SIGN_IN_REFUSED,
    @JsonProperty("reviewer.sign_out")
    SIGN_OUT,
    @JsonProperty("review_task.create")
    TASK_CREATE,
    @JsonProperty("review_task.edit")
    TASK_EDIT,
    @JsonProperty("review_task.request_changes")
    TASK_REQUEST_CHANGES,
    @JsonProperty("review_task.revise")
    TASK_REVISE,
    @JsonProperty("review_task.comment")
    TASK_COMMENT,
    @JsonProperty("review_task.decide")
    TASK_DECIDE,
    @JsonProperty("review_task.withdraw")
    TASK_WITHDRAW
}
