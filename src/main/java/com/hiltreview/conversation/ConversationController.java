package com.hiltreview.conversation;

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
import com.hiltreview.json.JsonBinder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ApiController
class ConversationController {
    private final TaskComments comments;
    private final LargeAnswers answers;
    private final JsonMapper mapper;

    ConversationController(TaskComments comments, LargeAnswers answers, JsonMapper mapper) {
        this.comments = comments;
        this.answers = answers;
        this.mapper = mapper;
    }

    @PostMapping("/review-tasks/{taskId}/comments")
    @ResponseStatus(HttpStatus.CREATED)
    @Admit({SOURCE, ADMIN, REVIEWER, ADMIN_REVIEWER})
    Comment comment(Caller caller, Actor actor, @PathVariable UUID taskId, @RequestBody JsonNode body) {
        var request = JsonBinder.bind(body, CommentRequest.class, CommentRequest::check);
        return comments.write(caller, actor, taskId, request);
    }

    @GetMapping("/review-tasks/{taskId}/comments")
    @Admit({SOURCE, ADMIN, REVIEWER, ADMIN_REVIEWER})
    ResponseEntity<JsonParts> comments(
            Caller caller, @PathVariable UUID taskId, @RequestParam(required = false) @Nullable String cursor) {
        return answers.answer(() -> json(comments.list(caller, taskId, cursor)));
    }

    private ResponseEntity<JsonParts> json(Object answer) {
        return ResponseEntity.ok().body(JsonParts.of(mapper.writeValueAsBytes(answer)));
    }
}
