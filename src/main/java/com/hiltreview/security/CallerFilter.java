package com.hiltreview.security;

import com.hiltreview.access.Caller;
import com.hiltreview.json.StrictJson;
import com.hiltreview.reviewer.ReviewerService;
import com.hiltreview.reviewer.SessionReviewer;
import com.hiltreview.source.ApiKeyService;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out who calls: by an API key where there is one, else by the session. Behind a wrong key there is nobody. */
class CallerFilter extends OncePerRequestFilter {
    private static final String BEARER = "Bearer ";

    private final ApiKeyService keys;
    private final ReviewerService reviewers;

    CallerFilter(ApiKeyService keys, ReviewerService reviewers) {
        this.keys = keys;
        this.reviewers = reviewers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var key = apiKey(request);
        Optional<? extends Caller> caller = key == null ? reviewer(request) : keys.authenticate(key);
        if (caller.isPresent()) {
            var context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new CallerAuthentication(caller.get()));
            SecurityContextHolder.setContext(context);
        }
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private static @Nullable String apiKey(HttpServletRequest request) {
        var header = request.getHeader("X-API-Key");
        if (header != null) {
            return header;
        }
        var authorization = request.getHeader("Authorization");
        if (authorization == null) {
            return null;
        }
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : "";
    }

    private Optional<Caller.Reviewer> reviewer(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session == null || !(session.getAttribute(SessionReviewer.ATTRIBUTE) instanceof String json)) {
            return Optional.empty();
        }
        var caller = reviewers.callerOf(StrictJson.read(json, SessionReviewer.class));
        if (caller.isEmpty()) {
            session.invalidate();
        }
        return caller;
    }
}
