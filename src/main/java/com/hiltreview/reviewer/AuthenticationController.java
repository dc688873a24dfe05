package com.hiltreview.reviewer;

import static com.hiltreview.access.Role.ADMIN_REVIEWER;
import static com.hiltreview.access.Role.REVIEWER;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

@ApiController
class AuthenticationController {
    private final ReviewerService reviewers;

    AuthenticationController(ReviewerService reviewers) {
        this.reviewers = reviewers;
    }

    record Me(User user) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record User(
            UUID id,
            String email,
            @Nullable String name,
            @Nullable String pictureUrl,
            String role) {}

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
            reviewer.ifPresent(known -> reviewers.noteSignOut(known, all, Sessions.originOf(request)));
        }
    }

    @GetMapping("/auth/me")
    @Admit({REVIEWER, ADMIN_REVIEWER})
    Me me(Caller.Reviewer reviewer) {
        return new Me(new User(
                reviewer.id(),
                reviewer.email(),
                reviewer.name(),
                reviewer.pictureUrl(),
                reviewer.administrator() ? "admin" : "reviewer"));
    }
}
