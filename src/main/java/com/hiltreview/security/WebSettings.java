package com.hiltreview.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where browsers reach the service from.
 *
 * @param publicUrl the service's own address, as browsers see it
 * @param corsOrigins further origins that may call with a session
 * @param trustedProxies whose {@code X-Forwarded-*} headers are believed, in CIDR notation
 * @param hosts in development the host names that are answered besides loopback names, in lower case; else null: any
 */
@ConfigurationProperties("hilt.web")
record WebSettings(
        String publicUrl,
        List<String> corsOrigins,
        List<String> trustedProxies,
        @Nullable List<String> hosts) {}
