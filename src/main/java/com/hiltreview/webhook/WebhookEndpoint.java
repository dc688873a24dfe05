package com.hiltreview.webhook;

import java.net.URI;

/**
 * A webhook's URL in the parts that a call needs.
 *
 * @param authority the {@code Host} header
 * @param target path and query, in ASCII
 */
record WebhookEndpoint(Server server, String authority, String target) {
    /**
     * What a connection leads to; calls of different URLs on one server share its connections.
     *
     * @param host without brackets, and without the dot of the DNS root
     */
    record Server(boolean secure, String host, int port) {}

    /** @param url one that the address rules find no fault with */
    static WebhookEndpoint of(String url) {
        // Java lets other letters into a path; one of them could turn into a line feed on the wire.
        var uri = URI.create(URI.create(url).toASCIIString());
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        return new WebhookEndpoint(new Server(secure, bare(uri.getHost()), port), uri.getRawAuthority(), target);
    }

    private static String bare(String host) {
        var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
