package com.hiltreview.apikey;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Registers {@code ADMIN_API_KEY} before the web server accepts its first request. */
@Component
@ConditionalOnProperty("hilt.admin-api-key")
class ConfiguredAdminKey implements SmartInitializingSingleton {
    private final ApiKeyService keys;
    private final String key;

    ConfiguredAdminKey(ApiKeyService keys, @Value("${hilt.admin-api-key}") String key) {
        this.keys = keys;
        this.key = key;
    }

    @Override
    public void afterSingletonsInstantiated() {
        ApiKeySecret.parse(key).ifPresent(secret -> keys.registerAdminKey(secret, "ADMIN_API_KEY"));
    }
}
