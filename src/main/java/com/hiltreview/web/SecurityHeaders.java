package com.hiltreview.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.security.web.header.HeaderWriter;

/** The security headers of every answer; a header that is already set is kept. */
public final class SecurityHeaders implements HeaderWriter {
    private static final String STRICT_POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
    /** Swagger UI styles its elements inline and has its icons in data URLs. */
    private static final String DOCS_POLICY =
            STRICT_POLICY + "; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

    private static final Map<String, String> COMMON = Map.of(
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Referrer-Policy",
            "no-referrer",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY");

    public static final SecurityHeaders SERVICE =
            new SecurityHeaders(Map.of("Content-Security-Policy", STRICT_POLICY, "Cache-Control", "no-store"));
    /** Of the API documentation, whose files may be cached. */
    public static final SecurityHeaders DOCS = new SecurityHeaders(Map.of("Content-Security-Policy", DOCS_POLICY));

    private final Map<String, String> headers = new LinkedHashMap<>(COMMON);

    private SecurityHeaders(Map<String, String> further) {
        headers.putAll(further);
    }

    @Override
    public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
        headers.forEach((name, value) -> addIfMissing(name, value, response));
        if (request.isSecure()) {
            addIfMissing("Strict-Transport-Security", "max-age=31536000 ; includeSubDomains", response);
        }
    }

    private static void addIfMissing(String name, String value, HttpServletResponse response) {
        if (!response.containsHeader(name)) {
            response.setHeader(name, value);
        }
    }
}
