package com.hiltreview.security;

import com.hiltreview.access.Caller;
import com.hiltreview.ratelimit.Counted;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.context.SecurityContextHolder;

/** For whom a request is counted: its key or session, else its address. */
final class CountedCaller {
    private CountedCaller() {}

    static Counted of(HttpServletRequest request) {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication known) {
            return switch (known.getPrincipal()) {
                case Caller.SourceKey key -> new Counted.Key(key.keyId());
                case Caller.AdminKey key -> new Counted.Key(key.keyId());
                case Caller.Reviewer reviewer ->
                    new Counted.Session(request.getSession().getId());
            };
        }
        return Counted.networkOf(request.getRemoteAddr());
    }
}
