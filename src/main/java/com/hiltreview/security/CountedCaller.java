package com.hiltreview.security;

import com.hiltreview.access.Caller;
import com.hiltreview.access.CurrentCaller;
import com.hiltreview.ratelimit.Counted;
import jakarta.servlet.http.HttpServletRequest;

/** Whom a request is counted for: its key or session, else its address. */
final class CountedCaller {
    private CountedCaller() {}

    static Counted of(HttpServletRequest request) {
        return switch (CurrentCaller.get()) {
            case Caller.SourceKey key -> new Counted.Key(key.keyId());
            case Caller.AdminKey key -> new Counted.Key(key.keyId());
            case Caller.Reviewer reviewer ->
                new Counted.Session(request.getSession().getId());
            case null -> Counted.networkOf(request.getRemoteAddr());
        };
    }
}
