package com.hiltreview.reviewer;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import org.springframework.web.bind.annotation.GetMapping;

/** Tells the sign-in page what to offer. */
@ApiController
class SignInOptionsController {
    private final Options options;

    SignInOptionsController(OpenIdProvider provider, ReviewerService reviewers) {
        options = new Options(provider.isConfigured(), reviewers.hasDevelopmentSignIn());
    }

    /** @param google whether {@code GET /auth/login} leads to an OpenID provider, Google or another */
    record Options(boolean google, boolean development) {}

    @GetMapping("/auth/options")
    @Admit
    Options options() {
        return options;
    }
}
