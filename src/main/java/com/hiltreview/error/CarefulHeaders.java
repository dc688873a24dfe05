package com.hiltreview.error;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** The security headers of answers that are given before the filters that write them. */
public final class CarefulHeaders {
    private static final Map<String, String> HEADERS = Map.of(
            "Cache-Control",
            "no-store",
            "Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
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

    private CarefulHeaders() {}

    /** Leaves those alone that are there. */
    public static void addTo(HttpServletResponse response, HttpServletRequest request) {
        HEADERS.forEach((name, value) -> addIfMissing(name, value, response));
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
