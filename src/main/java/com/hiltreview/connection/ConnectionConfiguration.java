package com.hiltreview.connection;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes connections cheap, because thousands may wait, and watches them. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> watchedConnections(ClientConnections connections) {
        return factory -> {
            factory.setProtocol(SlimHttpProtocol.class.getName());
            factory.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof SlimHttpProtocol protocol) {
                    protocol.watchedBy(connections);
                }
            });
        };
    }
}
