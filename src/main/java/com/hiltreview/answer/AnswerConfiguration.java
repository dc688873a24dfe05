package com.hiltreview.answer;

import java.util.ArrayList;
import java.util.Objects;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/** Registers the writer of {@link JsonParts} before Spring's handlers, which would take its answers too. */
@Configuration(proxyBeanMethods = false)
class AnswerConfiguration {
    @Bean
    static SmartInitializingSingleton jsonPartsFirst(RequestMappingHandlerAdapter adapter) {
        return () -> {
            var handlers = new ArrayList<>(Objects.requireNonNull(adapter.getReturnValueHandlers()));
            handlers.addFirst(new JsonPartsWriter());
            adapter.setReturnValueHandlers(handlers);
        };
    }
}
