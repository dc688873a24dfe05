package com.hiltreview.webhook;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The resolver and trust store for webhook calls: those of the JVM. */
@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {
    /**
     * The JVM caches addresses for 30 seconds and failures for 10. A cached address opens no gap in the rules: it is checked
     * each time a connection to it is opened.
     */
    @Bean
    HostResolver hostResolver() {
        return InetAddress::getAllByName;
    }

    @Bean
    WebhookConnections webhookConnections(WebhookAddressRules addresses, HostResolver resolver, Clock clock)
            throws NoSuchAlgorithmException {
        return new WebhookConnections(
                addresses, resolver, SSLContext.getDefault().getSocketFactory(), clock);
    }
}
