package com.hiltreview.proposal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.hiltreview.json.Violations;
import org.jspecify.annotations.Nullable;

/** What tells a reviewer which services are concerned, and what will happen. */
public final class ReviewContext {
    private ReviewContext() {}

    /** A service that the action comes from or goes to. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Service(
            @Nullable String id,
            @Nullable String name,
            @Nullable String icon) {
        void check(String path, Violations violations) {
            violations.required(id, path + ".id", 200);
            violations.required(name, path + ".name", 200);
            violations.text(icon, path + ".icon", 200);
        }
    }

    /** What is done there. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Action(
            @Nullable ActionType type,
            @Nullable String verb,
            @Nullable String icon) {
        void check(String path, Violations violations) {
            violations.check(type != null, path + ".type", "is required");
            violations.required(verb, path + ".verb", 200);
            violations.text(icon, path + ".icon", 200);
        }
    }

    public enum ActionType {
        @JsonProperty("send")
        SEND,
        @JsonProperty("reply")
        REPLY,
        @JsonProperty("post")
        POST,
        @JsonProperty("create")
        CREATE,
        @JsonProperty("update")
        UPDATE,
        @JsonProperty("delete")
        DELETE,
        @JsonProperty("archive")
        ARCHIVE,
        @JsonProperty("schedule")
        SCHEDULE,
        @JsonProperty("transfer")
        TRANSFER,
        @JsonProperty("notify")
        NOTIFY
    }

    /** How the executor will act. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ExecutionIntent(
            @Nullable Kind kind,
            @Nullable String templateId,
            @Nullable Display display) {
        public enum Kind {
            @JsonProperty("command_template")
            COMMAND_TEMPLATE,
            @JsonProperty("mcp_tool_call")
            MCP_TOOL_CALL,
            @JsonProperty("http_request")
            HTTP_REQUEST,
            @JsonProperty("custom")
            CUSTOM
        }

        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Display(
                @Nullable String actionType,
                @Nullable String target,
                @Nullable String warning,
                @Nullable String icon) {}

        void check(String path, Violations violations) {
            violations.check(kind != null, path + ".kind", "is required");
            violations.text(templateId, path + ".template_id", 200);
            if (display != null) {
                violations.text(display.actionType(), path + ".display.action_type", 200);
                violations.text(display.target(), path + ".display.target", 4000);
                violations.text(display.warning(), path + ".display.warning", 4000);
                violations.text(display.icon(), path + ".display.icon", 200);
            }
        }
    }
}
