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

/** Notes who is refused what: by a filter further in, or by a handler. */
class RefusalFilter extends OncePerRequestFilter {
    private final Refusals refusals;

    RefusalFilter(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ApiException refused) {
            note(refused.code().status().value(), refused instanceof ForbiddenException, request);
            throw refused;
        }
        note(response.getStatus(), false, request);
    }

    /** @param byFilter only the cross-site check forbids before a handler is known */
    private void note(int status, boolean byFilter, HttpServletRequest request) {
        var key = (String) request.getAttribute(CallerFilter.WRONG_KEY);
        var refusal = switch (status) {
            case HttpServletResponse.SC_UNAUTHORIZED -> key == null ? Refusal.NO_CREDENTIALS : Refusal.WRONG_KEY;
            case HttpServletResponse.SC_FORBIDDEN -> byFilter ? Refusal.CROSS_SITE : Refusal.NO_RIGHT;
            case 429 ->
                request.getAttribute(CallerFilter.REFUSAL) == null
                        ? Refusal.TOO_MANY_REQUESTS
                        : Refusal.TOO_MANY_WRONG_KEYS;
            default -> null;
        };
        if (refusal != null) {
            refusals.add(refusal, who(key), request.getMethod(), request.getRequestURI(), request.getRemoteAddr());
        }
    }

    private static String who(@Nullable String wrongKey) {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication known) {
            return switch (known.getPrincipal()) {
                case Caller.SourceKey key -> "source key " + key.keyId();
                case Caller.AdminKey key -> "admin key " + key.keyId();
                case Caller.Reviewer reviewer -> "reviewer " + reviewer.id();
            };
        }
        return wrongKey == null ? "nobody" : "nobody with " + wrongKey;
    }
}
