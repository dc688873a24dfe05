package com.hiltreview.webhook;

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
     * @param host as {@link WebhookUrl} has it
     */
    record Server(boolean secure, String host, int port) {}

    /** @param url one that the address rules find no fault with */
    static WebhookEndpoint of(String url) {
        var parts = WebhookUrl.parse(url);
        return new WebhookEndpoint(
                new Server(parts.secure(), parts.host(), parts.port()), parts.authority(), parts.target());
    }
}
