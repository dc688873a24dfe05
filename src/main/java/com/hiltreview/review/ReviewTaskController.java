package com.hiltreview.review;

import static com.hiltreview.access.Role.ADMIN;
import static com.hiltreview.access.Role.ADMIN_REVIEWER;
import static com.hiltreview.access.Role.REVIEWER;
import static com.hiltreview.access.Role.SOURCE;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.access.Caller;
import com.hiltreview.access.Links;
import com.hiltreview.access.StaysOpen;
import com.hiltreview.answer.JsonParts;
import com.hiltreview.answer.LargeAnswers;
import com.hiltreview.audit.Actor;
import com.hiltreview.diff.JsonValues;
import com.hiltreview.edit.PatchBlocksRequest;
import com.hiltreview.error.ValidationException;
import com.hiltreview.idempotency.IdempotencyKey;
import com.hiltreview.json.JsonBinder;
import com.hiltreview.json.Violations;
import com.hiltreview.proposal.CreateReviewTaskRequest;
import com.hiltreview.verdict.Decider;
import com.hiltreview.verdict.SubmitDecisionRequest;
import com.hiltreview.version.ExpectedVersion;
import com.hiltreview.version.TaskETag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ApiController
class ReviewTaskController {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final Pattern IDEMPOTENCY_KEY_FORM = Pattern.compile("[\\x20-\\x7E]{1,255}");
    private static final int MAX_WAIT_SECONDS = 60;

    /** The answer to a creation contains the blocks twice. */
    private static final int ANSWER_TO_BODY = 3;

    /** The size of the largest possible task. */
    private static final long LARGEST_TASK_BYTES = 4 * 1024 * 1024;

    private final TaskFiling filing;
    private final TaskReading reading;
    private final TaskReviewing reviewing;
    private final TaskRevisions revisions;
    private final TaskWithdrawal withdrawal;
    private final LargeAnswers answers;
    private final JsonMapper mapper;

    ReviewTaskController(
            TaskFiling filing,
            TaskReading reading,
            TaskReviewing reviewing,
            TaskRevisions revisions,
            TaskWithdrawal withdrawal,
            LargeAnswers answers,
            JsonMapper mapper) {
        this.filing = filing;
        this.reading = reading;
        this.reviewing = reviewing;
        this.revisions = revisions;
        this.withdrawal = withdrawal;
        this.answers = answers;
        this.mapper = mapper;
    }

    /** @param nextCursor null on the last page */
    record ReviewTaskPage(
            List<ReviewTaskListItem> items,
            int totalCount,
            String totalCountRelation,
            @Nullable String nextCursor) {
        static ReviewTaskPage from(TaskListQuery.Page page) {
            boolean exact = page.total() <= TaskListQuery.COUNT_LIMIT;
            return new ReviewTaskPage(
                    page.items(),
                    Math.min(page.total(), TaskListQuery.COUNT_LIMIT),
                    exact ? "eq" : "gte",
                    page.nextCursor());
        }
    }

    @PostMapping("/review-tasks")
    @Admit({SOURCE, ADMIN})
    ResponseEntity<JsonParts> create(
            Caller caller, Actor actor, @RequestBody JsonNode body, HttpServletRequest request) {
        var key = idempotencyKey(request);
        var proposed = JsonBinder.bind(body, CreateReviewTaskRequest.class, read -> {
            filing.sourceFor(caller, read.sourceId());
            read.check();
        });
        var idempotencyKey = key == null ? null : new IdempotencyKey(key, JsonValues.sha256(body));
        // The size of a chunked body is not known in advance.
        long bodySize = request.getContentLengthLong();
        return answers.change(
                bodySize < 0 ? LARGEST_TASK_BYTES : ANSWER_TO_BODY * bodySize,
                () -> created(
                        filing.file(caller, actor, proposed.sourceId(), proposed.toProposal(), idempotencyKey),
                        request));
    }

    private static ResponseEntity<JsonParts> created(CreatedTask created, HttpServletRequest request) {
        var response = ResponseEntity.status(HttpStatus.CREATED)
                .header(HttpHeaders.LOCATION, Links.to("/review-tasks/" + created.taskId(), request))
                .eTag(created.etag())
                .contentType(MediaType.APPLICATION_JSON);
        if (created.replayed()) {
            response.header("Idempotent-Replayed", "true");
        }
        return response.body(JsonParts.of(created.body()));
    }

    /** @throws ValidationException if it is malformed, or given twice */
    static @Nullable String idempotencyKey(HttpServletRequest request) {
        var keys = Collections.list(request.getHeaders(IDEMPOTENCY_KEY));
        if (keys.isEmpty()) {
            return null;
        } else if (keys.size() > 1) {
            throw new ValidationException(IDEMPOTENCY_KEY, "must be given once");
        } else if (!IDEMPOTENCY_KEY_FORM.matcher(keys.getFirst()).matches()) {
            throw new ValidationException(IDEMPOTENCY_KEY, "must have 1 to 255 printable ASCII characters");
        }
        return keys.getFirst();
    }

    @GetMapping("/review-tasks")
    @Admit({SOURCE, ADMIN, REVIEWER, ADMIN_REVIEWER})
    ResponseEntity<JsonParts> list(
            Caller caller,
            @RequestParam(name = "source_id", required = false) @Nullable UUID sourceId,
            @RequestParam(required = false) @Nullable List<String> status,
            @RequestParam(required = false) @Nullable String priority,
            @RequestParam(name = "risk_level", required = false) @Nullable String riskLevel,
            @RequestParam(name = "service_id", required = false) @Nullable String serviceId,
            @RequestParam(name = "action_type", required = false) @Nullable String actionType,
            @RequestParam(required = false) @Nullable String awaiting,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(name = "created_after", required = false) @Nullable Instant createdAfter,
            @RequestParam(name = "created_before", required = false) @Nullable Instant createdBefore,
            @RequestParam(name = "expires_before", required = false) @Nullable Instant expiresBefore,
            @RequestParam(defaultValue = "created_at") String sort,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var violations = new Violations();
        violations.range(limit, "limit", 1, 100);
        var search = new TaskSearch.Parameters(
                        sourceId,
                        status,
                        priority,
                        riskLevel,
                        serviceId,
                        actionType,
                        awaiting,
                        q,
                        createdAfter,
                        createdBefore,
                        expiresBefore,
                        sort)
                .toSearch(violations);
        violations.throwIfAny();
        return answers.answer(
                () -> ResponseEntity.ok().body(json(ReviewTaskPage.from(reading.list(caller, search, limit, cursor)))));
    }

    @GetMapping("/review-tasks/{taskId}")
    @StaysOpen(StaysOpen.Kind.WAIT)
    @Admit({SOURCE, ADMIN, REVIEWER, ADMIN_REVIEWER})
    ResponseEntity<JsonParts> get(
            Caller caller,
            @PathVariable UUID taskId,
            @RequestParam(required = false) @Nullable Integer wait,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch) {
        var violations = new Violations();
        violations.range(wait, "wait", 1, MAX_WAIT_SECONDS);
        violations.throwIfAny();
        if (wait != null) {
            reading.awaitAnswer(caller, taskId, Duration.ofSeconds(wait));
        }
        return answers.answer(() -> {
            var task = reading.get(caller, taskId);
            return TaskETag.isKnown(ifNoneMatch, task.etag()) ? notModified(task.etag()) : answer(task);
        });
    }

    @GetMapping("/review-tasks/{taskId}/diff")
    @Admit({SOURCE, ADMIN, REVIEWER, ADMIN_REVIEWER})
    ResponseEntity<JsonParts> diff(
            Caller caller,
            @PathVariable UUID taskId,
            @RequestParam(required = false) @Nullable Integer from,
            @RequestParam(required = false) @Nullable Integer to,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch) {
        if (from != null || to != null) {
            return diffOfRevisions(caller, taskId, from, to, ifNoneMatch);
        }
        return answers.answer(() -> {
            var changes = reading.diff(caller, taskId, ifNoneMatch);
            return changes.diff() == null
                    ? notModified(changes.etag())
                    : ResponseEntity.ok().eTag(changes.etag()).body(JsonParts.of(changes.diff()));
        });
    }

    /** What two revisions proposed never changes, so their numbers name the answer. */
    private ResponseEntity<JsonParts> diffOfRevisions(
            Caller caller, UUID taskId, @Nullable Integer from, @Nullable Integer to, @Nullable String ifNoneMatch) {
        var violations = new Violations();
        violations.check(from != null, "from", "is required with to");
        violations.check(to != null, "to", "is required with from");
        violations.range(from, "from", 1, TaskRevising.MAX_REVISIONS);
        violations.range(to, "to", 1, TaskRevising.MAX_REVISIONS);
        violations.throwIfAny();
        int first = Objects.requireNonNull(from);
        int second = Objects.requireNonNull(to);
        var etag = "\"revisions-" + first + "-" + second + "\"";
        return answers.answer(() -> {
            var diff = revisions.diff(caller, taskId, first, second, TaskETag.isKnown(ifNoneMatch, etag));
            return diff == null
                    ? notModified(etag)
                    : ResponseEntity.ok().eTag(etag).body(JsonParts.of(diff));
        });
    }

    @PatchMapping("/review-tasks/{taskId}/blocks")
    @Admit({REVIEWER, ADMIN_REVIEWER})
    ResponseEntity<JsonParts> edit(
            Caller.Reviewer caller,
            Actor actor,
            @PathVariable UUID taskId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody JsonNode body) {
        var request = JsonBinder.bind(body, PatchBlocksRequest.class, PatchBlocksRequest::check);
        return changed(() -> reviewing.edit(caller, actor, taskId, request.toEdit(), ExpectedVersion.of(ifMatch)));
    }

    @PostMapping("/review-tasks/{taskId}/decision")
    @Admit({REVIEWER, ADMIN_REVIEWER})
    ResponseEntity<JsonParts> decide(
            Caller.Reviewer caller,
            Actor actor,
            @PathVariable UUID taskId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody JsonNode body) {
        var request = JsonBinder.bind(body, SubmitDecisionRequest.class, SubmitDecisionRequest::check);
        return changed(() -> reviewing.decide(
                caller, actor, taskId, request.toVerdict(Decider.of(caller)), ExpectedVersion.of(ifMatch)));
    }

    @PostMapping("/review-tasks/{taskId}/withdraw")
    @Admit({SOURCE, ADMIN})
    ResponseEntity<JsonParts> withdraw(
            Caller caller,
            Actor actor,
            @PathVariable UUID taskId,
            @RequestBody(required = false) @Nullable JsonNode body) {
        var request = body == null
                ? WithdrawRequest.EMPTY
                : JsonBinder.bind(body, WithdrawRequest.class, WithdrawRequest::check);
        return changed(() -> withdrawal.withdraw(caller, actor, taskId, request.reasonOrDefault()));
    }

    private ResponseEntity<JsonParts> changed(Supplier<ReviewTaskView> change) {
        return answers.readingChange(() -> answer(change.get()));
    }

    private ResponseEntity<JsonParts> answer(ReviewTaskView task) {
        return ResponseEntity.ok().eTag(task.etag()).body(json(task));
    }

    private JsonParts json(Object answer) {
        return JsonParts.of(mapper.writeValueAsBytes(answer));
    }

    private static <T> ResponseEntity<T> notModified(String etag) {
        return ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(etag).build();
    }
}
