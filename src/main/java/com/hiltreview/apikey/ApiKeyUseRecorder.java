package com.hiltreview.apikey;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Updates {@code last_used_at}, with a few seconds' delay. */
@Component
class ApiKeyUseRecorder {
    private static final Logger log = LoggerFactory.getLogger(ApiKeyUseRecorder.class);

    private final ApiKeyService keys;

    ApiKeyUseRecorder(ApiKeyService keys) {
        this.keys = keys;
    }

    @Scheduled(fixedDelay = 5000, initialDelay = 5000)
    void record() {
        try {
            keys.recordUse();
        } catch (RuntimeException databaseAway) {
            log.debug("The use of API keys was not recorded", databaseAway);
        }
    }
}
