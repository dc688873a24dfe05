package com.hiltreview.health;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Logs the address of the service, in production too. */
@Component
class StartLine {
    private static final Logger log = LoggerFactory.getLogger(StartLine.class);

    private final String address;
    private final String publicUrl;
    private final boolean development;

    StartLine(
            @Value("${server.address:0.0.0.0}") String address,
            @Value("${hilt.public-url}") String publicUrl,
            @Value("${hilt.development}") boolean development) {
        this.address = address;
        this.publicUrl = publicUrl;
        this.development = development;
    }

    @EventListener
    void tell(ApplicationReadyEvent ready) {
        if (ready.getApplicationContext() instanceof WebServerApplicationContext context
                && context.getWebServer() != null
                && context.getServerNamespace() == null) {
            log.info(
                    "HILT-Review listens on {} port {} for {} ({})",
                    address,
                    context.getWebServer().getPort(),
                    publicUrl,
                    development ? "development" : "production");
        }
    }
}
