package com.hiltreview.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;

/** Health and static files: everybody may have them, so nobody is looked up for them, and they are not counted. */
final class OpenPaths {
    private static final Set<String> PATHS = Set.of(
            "/",
            "/health",
            "/api/v1/health",
            "/actuator/health",
            "/actuator/prometheus",
            "/login",
            "/archive",
            "/page.css",
            "/favicon.ico",
            "/favicon.svg",
            "/robots.txt");
    private static final List<String> PREFIXES = List.of("/actuator/health/", "/assets/", "/tasks/", "/setup/");
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private OpenPaths() {}

    static boolean include(HttpServletRequest request) {
        var path = request.getRequestURI();
        return METHODS.contains(request.getMethod())
                && (PATHS.contains(path) || PREFIXES.stream().anyMatch(path::startsWith));
    }
}
