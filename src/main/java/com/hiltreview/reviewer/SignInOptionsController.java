package com.hiltreview.reviewer;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import org.springframework.web.bind.annotation.GetMapping;

/** Tells the sign-in page what to offer. */
@ApiController
class SignInOptionsController {
    private final Options options;

    SignInOptionsController(ReviewerService reviewers) {
        boolean development = reviewers.hasDevelopmentSignIn();
        options = new Options(!development, development);
    }

    record Options(boolean google, boolean development) {}

    @GetMapping("/auth/options")
    @Admit
    Options options() {
        return options;
    }
}
