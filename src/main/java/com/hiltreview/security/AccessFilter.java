package com.hiltreview.security;

import com.hiltreview.access.Caller;
import com.hiltreview.error.ApiException;
import com.hiltreview.error.ForbiddenException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authenticates the caller, counts the request against the caller's limit, and passes it on. Every refusal, here or further
 * in, is recorded with the caller that it concerns.
 */
class AccessFilter extends OncePerRequestFilter {
    private static final int SC_TOO_MANY_REQUESTS = 429;

    private final Authenticator authenticator;
    private final RequestLimiter limiter;
    private final Refusals refusals;

    AccessFilter(Authenticator authenticator, RequestLimiter limiter, Refusals refusals) {
        this.authenticator = authenticator;
        this.limiter = limiter;
        this.refusals = refusals;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return OpenPaths.include(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var credentials = authenticator.authenticate(request);
        if (credentials instanceof Credentials.Valid valid) {
            var context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new CallerAuthentication(valid.caller()));
            SecurityContextHolder.setContext(context);
        }
        try {
            limiter.count(request, response);
            if (credentials instanceof Credentials.TooManyWrongKeys tooMany) {
                throw tooMany.refusal();
            }
            chain.doFilter(request, response);
            record(refusal(response.getStatus(), false, credentials), credentials, request);
        } catch (ApiException refused) {
            // Of those who throw here only the cross-site check forbids; a handler's exception is rendered before.
            boolean crossSite = refused instanceof ForbiddenException;
            record(refusal(refused.code().status().value(), crossSite, credentials), credentials, request);
            throw refused;
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private static @Nullable Refusal refusal(int status, boolean crossSite, Credentials credentials) {
        return switch (status) {
            case HttpServletResponse.SC_UNAUTHORIZED ->
                credentials instanceof Credentials.WrongKey ? Refusal.WRONG_KEY : Refusal.NO_CREDENTIALS;
            case HttpServletResponse.SC_FORBIDDEN -> crossSite ? Refusal.CROSS_SITE : Refusal.NO_RIGHT;
            case SC_TOO_MANY_REQUESTS ->
                credentials instanceof Credentials.TooManyWrongKeys
                        ? Refusal.TOO_MANY_WRONG_KEYS
                        : Refusal.TOO_MANY_REQUESTS;
            default -> null;
        };
    }

    private void record(@Nullable Refusal refusal, Credentials credentials, HttpServletRequest request) {
        if (refusal != null) {
            refusals.add(
                    refusal, who(credentials), request.getMethod(), request.getRequestURI(), request.getRemoteAddr());
        }
    }

    private static String who(Credentials credentials) {
        return switch (credentials) {
            case Credentials.Valid(Caller.SourceKey key) -> "source key " + key.keyId();
            case Credentials.Valid(Caller.AdminKey key) -> "admin key " + key.keyId();
            case Credentials.Valid(Caller.Reviewer reviewer) -> "reviewer " + reviewer.id();
            case Credentials.None() -> "nobody";
            case Credentials.WrongKey(var shownKey) -> "nobody with " + shownKey;
            case Credentials.TooManyWrongKeys(var shownKey, var refusal) -> "nobody with " + shownKey;
        };
    }
}
