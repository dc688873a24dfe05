package com.hiltreview.web;

import com.hiltreview.error.ForbiddenException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests addressed to a foreign host name. In development signing in takes no password, so a web site whose name
 * resolves to this machine (DNS rebinding) could otherwise act as an administrator from the developer's browser.
 */
public class HostFilter extends OncePerRequestFilter {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "::1", "[::1]", "0:0:0:0:0:0:0:1");
    private static final Pattern LOOPBACK_ADDRESS = Pattern.compile("127(\\.\\d{1,3}){3}");

    private final List<String> hosts;

    /** @param hosts accepted besides loopback names, in lower case */
    public HostFilter(List<String> hosts) {
        this.hosts = List.copyOf(hosts);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // Browsers always send a Host header; a probe with HTTP/1.0 may not.
        if (request.getHeader("Host") != null && !isOurs(request.getServerName().toLowerCase(Locale.ROOT))) {
            throw new ForbiddenException("This host name is not one of the service's own; set PUBLIC_URL to use it");
        }
        chain.doFilter(request, response);
    }

    private boolean isOurs(String host) {
        return LOOPBACK_NAMES.contains(host) || LOOPBACK_ADDRESS.matcher(host).matches() || hosts.contains(host);
    }
}
