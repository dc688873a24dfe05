package com.hiltreview.security;

import org.apache.catalina.valves.RemoteIpValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Who the client is, and how it called, as trusted proxies tell it. Of several addresses the right-most one that is no
 * trusted proxy counts; what stands before it the client may have written itself. Nothing else reads these headers.
 */
@Configuration(proxyBeanMethods = false)
class ForwardingConfiguration {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> trustedProxies(WebSettings settings) {
        return factory -> {
            if (!settings.trustedProxies().isEmpty()) {
                var valve = new RemoteIpValve();
                valve.setInternalProxies(String.join(",", settings.trustedProxies()));
                valve.setHostHeader("X-Forwarded-Host");
                valve.setPortHeader("X-Forwarded-Port");
                factory.addEngineValves(valve);
            }
        };
    }
}
