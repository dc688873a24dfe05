package com.hiltreview.live;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes connections cheap, since thousands may wait. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> slimConnections() {
        return factory -> factory.setProtocol(SlimHttpProtocol.class.getName());
    }
}
