package com.hiltreview.access;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;

/** The caller of the present request. */
public final class CurrentCaller {
    private CurrentCaller() {}

    /** Null without valid credentials. */
    public static @Nullable Caller get() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Caller caller ? caller : null;
    }
}
