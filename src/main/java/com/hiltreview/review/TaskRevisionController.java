package com.hiltreview.review;

import static com.hiltreview.access.Role.ADMIN;
import static com.hiltreview.access.Role.ADMIN_REVIEWER;
import static com.hiltreview.access.Role.REVIEWER;
import static com.hiltreview.access.Role.SOURCE;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.access.Caller;
import com.hiltreview.answer.JsonParts;
import com.hiltreview.answer.LargeAnswers;
import com.hiltreview.audit.Actor;
import com.hiltreview.diff.JsonValues;
import com.hiltreview.idempotency.IdempotencyKey;
import com.hiltreview.json.JsonBinder;
import com.hiltreview.revision.RequestChangesRequest;
import com.hiltreview.revision.ReviseTaskRequest;
import com.hiltreview.version.ExpectedVersion;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

@ApiController
class TaskRevisionController {
    private final TaskRevising revising;
    private final TaskRevisions revisions;
    private final LargeAnswers answers;
    private final JsonMapper mapper;

    TaskRevisionController(TaskRevising revising, TaskRevisions revisions, LargeAnswers answers, JsonMapper mapper) {
        this.revising = revising;
        this.revisions = revisions;
        this.answers = answers;
        this.mapper = mapper;
    }

    @PostMapping("/review-tasks/{taskId}/change-request")
    @Admit({REVIEWER, ADMIN_REVIEWER})
    ResponseEntity<JsonParts> requestChanges(
            Caller.Reviewer caller,
            Actor actor,
            @PathVariable UUID taskId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody JsonNode body) {
        var request = JsonBinder.bind(body, RequestChangesRequest.class, RequestChangesRequest::check);
        return answers.readingChange(() -> {
            var task = revising.requestChanges(caller, actor, taskId, request, ExpectedVersion.of(ifMatch));
            return ResponseEntity.ok().eTag(task.etag()).body(JsonParts.of(mapper.writeValueAsBytes(task)));
        });
    }

    @PostMapping("/review-tasks/{taskId}/revisions")
    @Admit({SOURCE, ADMIN})
    ResponseEntity<JsonParts> revise(
            Caller caller,
            Actor actor,
            @PathVariable UUID taskId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody JsonNode body,
            HttpServletRequest servletRequest) {
        var key = ReviewTaskController.idempotencyKey(servletRequest);
        var request = JsonBinder.bind(body, ReviseTaskRequest.class, ReviseTaskRequest::check);
        var idempotencyKey = key == null ? null : new IdempotencyKey(key, requestHash(taskId, body));
        return answers.readingChange(() -> {
            var revised = revising.revise(caller, actor, taskId, request, ExpectedVersion.of(ifMatch), idempotencyKey);
            var response = ResponseEntity.status(HttpStatus.CREATED)
                    .eTag(revised.etag())
                    .contentType(MediaType.APPLICATION_JSON);
            if (revised.replayed()) {
                response.header("Idempotent-Replayed", "true");
            }
            return response.body(JsonParts.of(revised.body()));
        });
    }

    /** The same body is another request for another task, and as a creation. */
    private static byte[] requestHash(UUID taskId, JsonNode body) {
        return JsonValues.sha256(JsonNodeFactory.instance
                .arrayNode()
                .add("revisions")
                .add(taskId.toString())
                .add(body));
    }

    @GetMapping("/review-tasks/{taskId}/revisions")
    @Admit({SOURCE, ADMIN, REVIEWER, ADMIN_REVIEWER})
    ResponseEntity<JsonParts> list(
            Caller caller, @PathVariable UUID taskId, @RequestParam(required = false) @Nullable String cursor) {
        return answers.answer(() -> ResponseEntity.ok()
                .body(JsonParts.of(mapper.writeValueAsBytes(revisions.list(caller, taskId, cursor)))));
    }
}
