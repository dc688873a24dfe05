package com.hiltreview.reviewer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The OpenID provider that vouches for reviewers.
 *
 * @param clientId what the provider calls this service; null in development without a provider
 * @param issuerUri null for Google
 * @param redirectUri where the provider sends the browser back to
 * @param patience with each answer of the provider
 */
@ConfigurationProperties("hilt.open-id")
record OpenIdSettings(
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable String issuerUri,
        String redirectUri,
        @DefaultValue("5s") Duration patience) {
    @Override
    public String toString() {
        return "OpenIdSettings[…]";
    }
}
