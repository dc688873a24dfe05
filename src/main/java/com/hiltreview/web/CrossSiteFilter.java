package com.hiltreview.web;

import com.hiltreview.access.Caller;
import com.hiltreview.access.CurrentCaller;
import com.hiltreview.error.ForbiddenException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses calls that another site makes a reviewer's browser send (CSRF). */
public class CrossSiteFilter extends OncePerRequestFilter {
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> SAME_SITE = Set.of("same-origin", "none");

    private final WebSettings settings;

    public CrossSiteFilter(WebSettings settings) {
        this.settings = settings;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!isSafe(request) && concernsSession(request) && !isOurOwn(request)) {
            throw new ForbiddenException("This call comes from another site");
        }
        chain.doFilter(request, response);
    }

    /** Whether the method changes nothing. */
    public static boolean isSafe(HttpServletRequest request) {
        return SAFE_METHODS.contains(request.getMethod());
    }

    /** A call with a session, or one that makes or ends a session. The servlet path is decoded. */
    private static boolean concernsSession(HttpServletRequest request) {
        var caller = CurrentCaller.get();
        return caller == null ? request.getServletPath().contains("/auth/") : caller instanceof Caller.Reviewer;
    }

    private boolean isOurOwn(HttpServletRequest request) {
        var origin = request.getHeader("Origin");
        if (origin != null && settings.corsOrigins().contains(origin)) {
            return true;
        }
        var site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return SAME_SITE.contains(site);
        }
        return origin == null || origin.equals(originOf(settings.publicUrl())) || origin.equals(ownOrigin(request));
    }

    private static String ownOrigin(HttpServletRequest request) {
        int port = request.getServerPort();
        boolean usual = port == (request.isSecure() ? 443 : 80);
        return request.getScheme() + "://" + request.getServerName() + (usual ? "" : ":" + port);
    }

    private static @Nullable String originOf(String url) {
        var uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
