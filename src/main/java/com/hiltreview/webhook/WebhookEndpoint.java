package com.hiltreview.webhook;

/**
 * The parts of a webhook's URL that a call needs.
 *
 * @param authority the {@code Host} header
 * @param target path and query, in ASCII
 */
record WebhookEndpoint(Server server, String authority, String target) {
    /**
     * The server that a connection leads to; calls of different URLs on one server share its connections.
     *
     * @param host as {@link WebhookUrl} returns it
     */
    record Server(boolean secure, String host, int port) {}

    /** @param url a URL that the address rules accept */
    static WebhookEndpoint of(String url) {
        var parts = WebhookUrl.parse(url);
        return new WebhookEndpoint(
                new Server(parts.secure(), parts.host(), parts.port()), parts.authority(), parts.target());
    }
}
