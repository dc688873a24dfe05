package com.hiltreview.envelope;

import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * The same envelope on the management port, whose server has a context of its own; no stereotype, so that the service's
 * own context does not find it.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementErrorConfiguration {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> jsonErrorReports() {
        return new TomcatErrorConfiguration().jsonErrorReports();
    }

    @Bean
    FilterRegistrationBean<ErrorFilter> errors(ErrorTranslator translator) {
        var registration = new FilterRegistrationBean<>(new ErrorFilter(translator));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
