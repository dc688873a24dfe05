package com.hiltreview.openapi;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pages at {@code /docs} show the contract that is written by hand; springdoc's own, made from the code, is taken out. */
@Configuration(proxyBeanMethods = false)
class DocsConfiguration {
    private static final String GENERATED_DOCUMENT = "openApiResource";

    /** The pages do not come without it otherwise: switching it off switches them off as well. */
    @Bean
    static BeanDefinitionRegistryPostProcessor withoutGeneratedDocument() {
        return DocsConfiguration::removeGeneratedDocument;
    }

    private static void removeGeneratedDocument(BeanDefinitionRegistry beans) {
        if (beans.containsBeanDefinition(GENERATED_DOCUMENT)) {
            beans.removeBeanDefinition(GENERATED_DOCUMENT);
        }
    }
}
