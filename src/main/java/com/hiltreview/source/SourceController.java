package com.hiltreview.source;

import static com.hiltreview.access.Role.ADMIN;
import static com.hiltreview.access.Role.ADMIN_REVIEWER;
import static com.hiltreview.access.Role.REVIEWER;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.access.Caller;
import com.hiltreview.access.Links;
import com.hiltreview.access.Role;
import com.hiltreview.audit.Actor;
import com.hiltreview.error.ValidationException;
import com.hiltreview.json.JsonBinder;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import tools.jackson.databind.JsonNode;

@ApiController
class SourceController {
    private final SourceService sources;

    SourceController(SourceService sources) {
        this.sources = sources;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RotatedSecret(String secret, @Nullable Instant previousSecretExpiresAt) {}

    @PostMapping("/sources")
    @Admit({ADMIN, ADMIN_REVIEWER})
    ResponseEntity<SourceView> create(Actor actor, @RequestBody JsonNode body, HttpServletRequest request) {
        var created = sources.create(JsonBinder.bind(body, SourceRequest.class, sources::check), actor);
        var view = SourceView.forAdministrators(created.source(), created.newSecret());
        return ResponseEntity.created(URI.create(Links.to("/sources/" + view.id(), request)))
                .body(view);
    }

    @GetMapping("/sources")
    @Admit({ADMIN, ADMIN_REVIEWER, REVIEWER})
    List<SourceView> list(Caller caller) {
        var found = sources.list();
        return found.stream().map(source -> view(source, caller)).toList();
    }

    @GetMapping("/sources/{sourceId}")
    @Admit({ADMIN, ADMIN_REVIEWER, REVIEWER})
    SourceView get(@PathVariable UUID sourceId, Caller caller) {
        return view(sources.get(sourceId), caller);
    }

    @PatchMapping("/sources/{sourceId}")
    @Admit({ADMIN, ADMIN_REVIEWER})
    SourceView patch(Actor actor, @PathVariable UUID sourceId, @RequestBody JsonNode patch) {
        if (!patch.isObject()) {
            throw ValidationException.ofBody("must be a JSON object");
        }
        var patched = sources.patch(sourceId, patch, actor);
        return SourceView.forAdministrators(patched.source(), patched.newSecret());
    }

    @DeleteMapping("/sources/{sourceId}")
    @Admit({ADMIN, ADMIN_REVIEWER})
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Actor actor, @PathVariable UUID sourceId) {
        sources.delete(sourceId, actor);
    }

    @PostMapping("/sources/{sourceId}/webhook-secret/rotate")
    @Admit({ADMIN, ADMIN_REVIEWER})
    RotatedSecret rotateSecret(Actor actor, @PathVariable UUID sourceId) {
        var rotated = sources.rotateSecret(sourceId, actor);
        return new RotatedSecret(rotated.secret(), rotated.previousSecretExpiresAt());
    }

    private static SourceView view(Source source, Caller caller) {
        return caller.role() == Role.REVIEWER
                ? SourceView.forReviewers(source)
                : SourceView.forAdministrators(source, null);
    }
}
