package com.hiltreview.apikey;

import com.hiltreview.environment.Settings;
import com.hiltreview.environment.Variables;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Registers {@code ADMIN_API_KEY} before the web server accepts requests. */
@Component
@ConditionalOnProperty("hilt.admin-api-key")
public class ConfiguredAdminKey implements SmartInitializingSingleton {
    private final ApiKeyService keys;
    private final String key;

    ConfiguredAdminKey(ApiKeyService keys, @Value("${hilt.admin-api-key}") String key) {
        this.keys = keys;
        this.key = key;
    }

    public static void read(Variables variables, Settings settings) {
        settings.put(
                "hilt.admin-api-key",
                variables.<@Nullable String>parsed(
                        "ADMIN_API_KEY",
                        null,
                        "an admin key with its checksum",
                        "(made by: java -jar hilt-review.jar create-admin-key)",
                        value -> value.startsWith("hilt_ak_")
                                        && ApiKeySecret.parse(value).isPresent()
                                ? value
                                : null));
    }

    @Override
    public void afterSingletonsInstantiated() {
        ApiKeySecret.parse(key).ifPresent(secret -> keys.registerAdminKey(secret, "ADMIN_API_KEY"));
    }
}
