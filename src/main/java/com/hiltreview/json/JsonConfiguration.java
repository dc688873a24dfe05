package com.hiltreview.json;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** How bodies are read and answers are written. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration implements WebMvcConfigurer {
    private final ObjectProvider<JsonMapper> mapper;
    private final LargeBodies largeBodies = new LargeBodies();

    JsonConfiguration(ObjectProvider<JsonMapper> mapper) {
        this.mapper = mapper;
    }

    @Bean
    static JsonMapperBuilderCustomizer wireFormat() {
        return builder ->
                builder.addModule(new WireFormat()).propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    }

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.addCustomConverter(new JsonBodyConverter(largeBodies));
        builder.addCustomConverter(new JsonAnswerConverter(mapper.getObject()));
    }

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(largeBodies);
        registry.addInterceptor(new MediaTypeInterceptor()).order(10);
    }
}
