package com.hiltreview.access;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** How a request finds its handler. */
@Configuration(proxyBeanMethods = false)
class HandlerConfiguration {
    @Bean
    static WebMvcRegistrations handlerLookUp() {
        return new WebMvcRegistrations() {
            @Override
            public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
                return new SegmentCountMapping();
            }
        };
    }

    /** The dispatcher servlet makes the request known to its thread by itself; nothing outside of it asks for it. */
    @Bean
    static FilterRegistrationBean<RequestContextFilter> noRequestContextFilter() {
        var registration = new FilterRegistrationBean<>(new RequestContextFilter());
        registration.setEnabled(false);
        return registration;
    }
}
