package com.hiltreview.reviewer;

import static com.hiltreview.access.Role.ADMIN_REVIEWER;
import static com.hiltreview.access.Role.REVIEWER;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.access.Caller;
import com.hiltreview.error.ForbiddenException;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.error.RequestIds;
import com.hiltreview.json.StrictJson;
import com.hiltreview.json.Violations;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import tools.jackson.databind.JsonNode;

@ApiController
class AuthenticationController {
    private final ReviewerService reviewers;

    AuthenticationController(ReviewerService reviewers) {
        this.reviewers = reviewers;
    }

    record DevelopmentSignIn(
            @Nullable String email, @Nullable String name) {
        void check() {
            var violations = new Violations();
            violations.check(Account.isEmail(email), "email", "must be an e-mail address");
            violations.text(name, "name", 200);
            violations.throwIfAny();
        }
    }

    record Me(User user) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record User(
            UUID id,
            String email,
            @Nullable String name,
            @Nullable String pictureUrl,
            String role) {}

    @PostMapping("/auth/dev-login")
    @Admit
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void signInForDevelopment(@RequestBody(required = false) @Nullable JsonNode body, HttpServletRequest request) {
        if (!reviewers.hasDevelopmentSignIn()) {
            throw new NotFoundException("path", request.getRequestURI());
        }
        var signIn = StrictJson.bind(
                body == null ? StrictJson.parse("{}") : body, DevelopmentSignIn.class, DevelopmentSignIn::check);
        var reviewer = reviewers.signInForDevelopment(
                Objects.requireNonNull(signIn.email()), signIn.name(), originOf(request));
        Sessions.start(request, reviewer);
    }

    @PostMapping("/auth/logout")
    @Admit
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void signOut(@RequestParam(defaultValue = "false") boolean all, HttpServletRequest request) {
        var session = request.getSession(false);
        if (session != null) {
            var reviewer = Sessions.reviewerOf(session);
            if (all) {
                reviewer.ifPresent(known -> reviewers.endSessionsOf(known.id()));
            }
            session.invalidate();
            reviewer.ifPresent(known -> reviewers.noteSignOut(known, all, originOf(request)));
        }
    }

    private static SignInOrigin originOf(HttpServletRequest request) {
        return new SignInOrigin(request.getRemoteAddr(), RequestIds.of(request));
    }

    @GetMapping("/auth/me")
    @Admit({REVIEWER, ADMIN_REVIEWER})
    Me me(Caller caller) {
        if (!(caller instanceof Caller.Reviewer reviewer)) {
            throw new ForbiddenException("Only reviewers have an account");
        }
        return new Me(new User(
                reviewer.id(),
                reviewer.email(),
                reviewer.name(),
                reviewer.pictureUrl(),
                reviewer.administrator() ? "admin" : "reviewer"));
    }
}
