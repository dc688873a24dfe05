package com.hiltreview.web;

import org.apache.catalina.valves.RemoteIpValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The client's address, scheme and host, as trusted proxies report them. Of several addresses the right-most one that is not
 * a trusted proxy counts, since the client may have written those before it. Nothing else reads these headers.
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
