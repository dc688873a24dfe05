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
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Authenticates a request by its API key, or without one by its session. A request with a wrong key has no caller. */
class Authenticator {
    private static final String BEARER = "Bearer ";

    private final ApiKeyService keys;
    private final KeyGuesses guesses;
    private final ReviewerService reviewers;

    Authenticator(ApiKeyService keys, KeyGuesses guesses, ReviewerService reviewers) {
        this.keys = keys;
        this.guesses = guesses;
        this.reviewers = reviewers;
    }

    Credentials authenticate(HttpServletRequest request) {
        var key = apiKey(request);
        if (key == null) {
            var reviewer = reviewer(request);
            return reviewer.isPresent() ? new Credentials.Valid(reviewer.get()) : new Credentials.None();
        }
        try {
            var caller = keys.authenticate(key, new GuessFrom(guesses, request.getRemoteAddr()));
            return caller.isPresent() ? new Credentials.Valid(caller.get()) : new Credentials.WrongKey(shown(key));
        } catch (RateLimitedException tooManyGuesses) {
            return new Credentials.TooManyWrongKeys(shown(key), tooManyGuesses);
        }
    }

    private static String shown(String key) {
        return ApiKeySecret.parse(key)
                .map(wellFormed -> "the key " + wellFormed.prefix() + "…")
                .orElse("no key of ours");
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

    /** Another scheme in {@code Authorization} is ignored: it may be meant for a proxy. */
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
