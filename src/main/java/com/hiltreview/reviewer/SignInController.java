package com.hiltreview.reviewer;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.access.PagePaths;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Redirects browsers to the OpenID provider, and receives them when they return. */
@ApiController
class SignInController {
    private static final Logger log = LoggerFactory.getLogger(SignInController.class);
    private static final String PAGE = PagePaths.LOGIN;
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,50}");

    private final OpenIdProvider provider;
    private final SignInCookies cookies;
    private final ReviewerService reviewers;
    private final Counter refusals;
    private final Clock clock;

    SignInController(
            OpenIdProvider provider,
            SignInCookies cookies,
            ReviewerService reviewers,
            MeterRegistry meters,
            Clock clock) {
        this.provider = provider;
        this.cookies = cookies;
        this.reviewers = reviewers;
        this.refusals = meters.counter("hilt.security.refusals", "reason", "sign_in");
        this.clock = clock;
    }

    @GetMapping("/auth/login")
    @Admit
    ResponseEntity<Void> begin(
            @RequestParam(required = false) @Nullable String redirect,
            HttpServletRequest request,
            HttpServletResponse response) {
        var path = LocalPath.of(redirect);
        if (!provider.isConfigured()) {
            var wanted = "?redirect=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
            return found(path.equals(LocalPath.START) ? PAGE : PAGE + wanted);
        }
        try {
            var begun = provider.begin(request);
            var expiry = clock.instant().plus(SignInCookies.LIFETIME);
            cookies.keep(OpenIdProvider.pending(begun, path, expiry), request, response);
            return found(begun.getAuthorizationRequestUri());
        } catch (SignInRefusedException refused) {
            return refused(refused.refusal());
        }
    }

    @GetMapping({"/auth/callback", "${hilt.open-id.callback-path}"})
    @Admit
    ResponseEntity<Void> finish(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String code,
            @RequestParam(required = false) @Nullable String error,
            HttpServletRequest request,
            HttpServletResponse response) {
        var pending = cookies.take(state, request, response);
        if (pending.isEmpty() || !provider.isConfigured()) {
            return refused(SignInRefusal.SIGN_IN_EXPIRED);
        }
        if (code == null) {
            return refused(saidNo(error));
        }
        var origin = Sessions.originOf(request);
        try {
            var account = provider.redeem(code, pending.get());
            Sessions.start(request, reviewers.signIn(account, origin));
            return found(pending.get().redirect());
        } catch (SignInRefusedException refused) {
            refusals.increment();
            reviewers.noteRefusal(refused.email(), refused.refusal(), origin);
            log.warn("Refused (sign_in): {} from {}", refused.refusal().code(), request.getRemoteAddr());
            return refused(refused.refusal());
        }
    }

    private static SignInRefusal saidNo(@Nullable String error) {
        if ("access_denied".equals(error)) {
            return SignInRefusal.CANCELLED;
        }
        boolean isCode = error != null && ERROR.matcher(error).matches();
        log.warn("The OpenID provider sent a browser back with {}", isCode ? error : "no code");
        return SignInRefusal.SIGN_IN_FAILED;
    }

    private static ResponseEntity<Void> refused(SignInRefusal refusal) {
        log.debug("Nobody was signed in: {}", refusal.code());
        return found(PAGE + "?error=" + refusal.code());
    }

    /** A relative redirect stays on the host that the browser used. */
    private static ResponseEntity<Void> found(String location) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .header(HttpHeaders.LOCATION, location)
                .build();
    }
}
