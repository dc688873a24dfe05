package com.hiltreview.secret;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The service's own secrets.
 *
 * @param encryptionKey base64 of the 32 bytes that webhook secrets are encrypted with
 * @param sessionSecret what session cookies are signed with, 32 characters or more
 */
@ConfigurationProperties("hilt.secret")
public record SecretSettings(String encryptionKey, String sessionSecret) {
    @Override
    public String toString() {
        return "SecretSettings[…]";
    }
}
