package com.hiltreview.webhook;

import java.util.List;

/** Address rules as an operator would set them, for the tests of rooms that ask them. */
public final class TestAddressRules {
    private TestAddressRules() {}

    /** Plain http is allowed everywhere, and loopback is as closed as in production. */
    public static WebhookAddressRules opening(String... allowedHosts) {
        return new WebhookAddressRules(new WebhookSettings(List.of(allowedHosts), true, false));
    }

    public static WebhookAddressRules onlyHttps(String... allowedHosts) {
        return new WebhookAddressRules(new WebhookSettings(List.of(allowedHosts), false, false));
    }
}
