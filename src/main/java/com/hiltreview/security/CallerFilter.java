package com.hiltreview.security;

import com.hiltreview.access.Caller;
import com.hiltreview.apikey.ApiKeySecret;
import com.hiltreview.apikey.ApiKeyService;
import com.hiltreview.apikey.Guess;
import com.hiltreview.json.Json;
import com.hiltreview.ratelimit.Counted;
import com.hiltreview.ratelimit.KeyGuesses;
import com.hiltreview.ratelimit.RateLimitedException;
import com.hiltreview.reviewer.ReviewerService;
import com.hiltreview.reviewer.SessionReviewer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out who calls: by an API key where there is one, else by the session. Behind a wrong key there is nobody. */
class CallerFilter extends OncePerRequestFilter {
    private static final String BEARER = "Bearer ";

    /** Marks a request whose key was not even looked up. */
    static final String REFUSAL = CallerFilter.class.getName() + ".refusal";

    /** What may be shown of a key that is wrong. */
    static final String WRONG_KEY = CallerFilter.class.getName() + ".wrong-key";

    private final ApiKeyService keys;
    private final KeyGuesses guesses;
    private final ReviewerService reviewers;

    CallerFilter(ApiKeyService keys, KeyGuesses guesses, ReviewerService reviewers) {
        this.keys = keys;
        this.guesses = guesses;
        this.reviewers = reviewers;
    }

    /** A guess, counted for the address that the request comes from. */
    private record GuessFrom(KeyGuesses guesses, String address) implements Guess {
        @Override
        public <T> Optional<T> risk(Supplier<Optional<T>> lookUp) {
            return guesses.risk(Counted.networkOf(address), lookUp);
        }

        @Override
        public void spend() {
            guesses.count(Counted.networkOf(address));
        }
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return OpenPaths.include(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var key = apiKey(request);
        Optional<? extends Caller> caller = key == null ? reviewer(request) : holder(key, request);
        if (caller.isPresent()) {
            var context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new CallerAuthentication(caller.get()));
            SecurityContextHolder.setContext(context);
        } else if (key != null) {
            var wellFormed = ApiKeySecret.parse(key).map(ApiKeySecret::prefix);
            request.setAttribute(
                    WRONG_KEY,
                    wellFormed.map(prefix -> "the key " + prefix + "…").orElse("no key of ours"));
        }
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private Optional<Caller> holder(String key, HttpServletRequest request) {
        try {
            return keys.authenticate(key, new GuessFrom(guesses, request.getRemoteAddr()));
        } catch (RateLimitedException tooManyGuesses) {
            request.setAttribute(REFUSAL, tooManyGuesses);
            return Optional.empty();
        }
    }

    /** What {@code Authorization} says under another scheme is not for us: a proxy may have asked for it. */
    private static @Nullable String apiKey(HttpServletRequest request) {
        var header = request.getHeader("X-API-Key");
        if (header != null) {
            return header;
        }
        var authorization = request.getHeader("Authorization");
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    private Optional<Caller.Reviewer> reviewer(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session == null || !(session.getAttribute(SessionReviewer.ATTRIBUTE) instanceof String json)) {
            return Optional.empty();
        }
        var caller = reviewers.callerOf(Json.read(json, SessionReviewer.class));
        if (caller.isEmpty()) {
            session.invalidate();
        }
        return caller;
    }
}
