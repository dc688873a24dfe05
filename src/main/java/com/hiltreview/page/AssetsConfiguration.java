package com.hiltreview.page;

import com.hiltreview.access.PagePaths;
import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.EncodedResourceResolver;

/**
 * Serves the page's scripts and styles, compressed at build time; a name holds a hash, so a file never changes.
 *
 * <p>Spring's own handlers of files are off: they serve all that any library has below {@code META-INF/resources}.
 */
@Configuration(proxyBeanMethods = false)
class AssetsConfiguration implements WebMvcConfigurer {
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(PagePaths.ASSETS + "/**")
                .addResourceLocations("classpath:/page/assets/")
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
                .setUseLastModified(false)
                .resourceChain(true)
                .addResolver(new EncodedResourceResolver());
        // The style of the page that stands in where none was built.
        registry.addResourceHandler("/page.css").addResourceLocations("classpath:/static/");
    }
}
