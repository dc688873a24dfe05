package com.hiltreview.security;

import com.hiltreview.access.PagePaths;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;

/** Health and static files: open to everybody, so requests for them are neither authenticated nor counted. */
final class OpenPaths {
    private static final Set<String> PATHS = Set.of(
            PagePaths.START,
            PagePaths.LOGIN,
            PagePaths.ARCHIVE,
            "/health",
            "/api/v1/health",
            "/actuator/health",
            "/actuator/prometheus",
            "/page.css",
            "/favicon.ico",
            "/favicon.svg",
            "/robots.txt");
    private static final List<String> PREFIXES =
            List.of("/actuator/health/", PagePaths.ASSETS + "/", PagePaths.TASKS + "/", PagePaths.SETUP + "/");
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private OpenPaths() {}

    static boolean include(HttpServletRequest request) {
        var path = request.getRequestURI();
        return METHODS.contains(request.getMethod())
                && (PATHS.contains(path) || PREFIXES.stream().anyMatch(path::startsWith));
    }
}
