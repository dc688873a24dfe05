package com.hiltreview.apikey;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Registers {@code ADMIN_API_KEY} at start-up. */
@Component
@ConditionalOnProperty("hilt.admin-api-key")
class ConfiguredAdminKey implements ApplicationRunner {
    private final ApiKeyService keys;
    private final String key;

    ConfiguredAdminKey(ApiKeyService keys, @Value("${hilt.admin-api-key}") String key) {
        this.keys = keys;
        this.key = key;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        ApiKeySecret.parse(key).ifPresent(secret -> keys.registerAdminKey(secret, "ADMIN_API_KEY"));
    }
}
