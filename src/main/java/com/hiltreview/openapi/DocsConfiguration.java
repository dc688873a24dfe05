package com.hiltreview.openapi;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shows the hand-written contract at {@code /docs}, and removes the document that springdoc generates from the code. */
@Configuration(proxyBeanMethods = false)
class DocsConfiguration {
    private static final String GENERATED_DOCUMENT = "openApiResource";

    /** Removes the bean, because the property that switches the document off would switch the pages off, too. */
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
