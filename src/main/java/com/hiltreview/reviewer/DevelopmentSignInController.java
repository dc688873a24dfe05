package com.hiltreview.reviewer;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.json.JsonBinder;
import com.hiltreview.json.StrictJson;
import com.hiltreview.json.Violations;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import tools.jackson.databind.JsonNode;

/** The sign-in without a password. In production this bean does not exist, so no request body is read. */
@ApiController
@ConditionalOnProperty("hilt.sign-in.development")
class DevelopmentSignInController {
    private final ReviewerService reviewers;

    DevelopmentSignInController(ReviewerService reviewers) {
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

    @PostMapping("/auth/dev-login")
    @Admit
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void signInForDevelopment(@RequestBody(required = false) @Nullable JsonNode body, HttpServletRequest request) {
        var signIn = JsonBinder.bind(
                body == null ? StrictJson.parse("{}") : body, DevelopmentSignIn.class, DevelopmentSignIn::check);
        var reviewer = reviewers.signInForDevelopment(
                Objects.requireNonNull(signIn.email()), signIn.name(), Sessions.originOf(request));
        Sessions.start(request, reviewer);
    }
}
