package com.hiltreview.webhook;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What webhooks are called with: the JVM's resolver and its trust store. */
@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {
    /**
     * The JVM keeps found addresses for 30 seconds and failures for 10. A kept address that changed meanwhile is no gap: it
     * is judged each time that a connection is opened to it.
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
