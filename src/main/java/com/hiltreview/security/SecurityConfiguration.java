package com.hiltreview.security;

import com.hiltreview.access.ApiController;
import com.hiltreview.apikey.ApiKeyService;
import com.hiltreview.error.ForbiddenException;
import com.hiltreview.ratelimit.KeyGuesses;
import com.hiltreview.ratelimit.OpenRequests;
import com.hiltreview.ratelimit.RateLimits;
import com.hiltreview.reviewer.ReviewerService;
import com.hiltreview.web.CrossSiteFilter;
import com.hiltreview.web.HostFilter;
import com.hiltreview.web.SecurityHeaders;
import com.hiltreview.web.WebSettings;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The filter chains, in their order. Whom a handler admits is declared there, by {@link com.hiltreview.access.Admit}. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration implements WebMvcConfigurer {
    private static final List<String> CORS_REQUEST_HEADERS = List.of(
            "Accept",
            "Authorization",
            "Content-Type",
            "Idempotency-Key",
            "If-Match",
            "If-None-Match",
            "Last-Event-ID",
            "X-API-Key",
            "X-Request-Id",
            "X-Requested-With",
            ExpectedReviewerFilter.HEADER);

    private static final List<String> CORS_ANSWER_HEADERS = List.of(
            "ETag",
            "Location",
            "Retry-After",
            "X-Request-Id",
            "Idempotent-Replayed",
            "X-RateLimit-Limit",
            "X-RateLimit-Remaining",
            "X-RateLimit-Reset");

    private static final Duration PREFLIGHT_LIFETIME = Duration.ofMinutes(10);

    private final ObjectProvider<OpenRequestInterceptor> openRequests;

    SecurityConfiguration(ObjectProvider<OpenRequestInterceptor> openRequests) {
        this.openRequests = openRequests;
    }

    @Bean
    OpenRequestInterceptor openRequestInterceptor(OpenRequests requests, CallerWatch watch) {
        return new OpenRequestInterceptor(requests, watch);
    }

    @Bean
    @Order(1)
    SecurityFilterChain api(
            ApiKeyService keys,
            KeyGuesses guesses,
            RateLimits limits,
            ReviewerService reviewers,
            Refusals refusals,
            WebSettings settings,
            Clock clock) {
        // Handlers of the API set none of these headers, so they need not be added when the answer begins.
        return new DefaultSecurityFilterChain(
                request -> request.getRequestURI().startsWith(ApiController.PREFIX + "/"),
                filters(
                        eagerly(SecurityHeaders.SERVICE),
                        accessFilters(keys, guesses, limits, reviewers, refusals, settings, clock),
                        settings));
    }

    @Bean
    @Order(2)
    SecurityFilterChain docs(WebSettings settings) {
        var paths = PathPatternRequestMatcher.withDefaults();
        return new DefaultSecurityFilterChain(
                new OrRequestMatcher(paths.matcher("/docs/**"), paths.matcher("/swagger-ui/**")),
                filters(whenAnswerBegins(SecurityHeaders.DOCS), List.of(), settings));
    }

    /** Also for an address of the API that is written in an unusual way, so it has all filters of the API. */
    @Bean
    @Order(3)
    SecurityFilterChain everything(
            ApiKeyService keys,
            KeyGuesses guesses,
            RateLimits limits,
            ReviewerService reviewers,
            Refusals refusals,
            WebSettings settings,
            Clock clock) {
        return new DefaultSecurityFilterChain(
                AnyRequestMatcher.INSTANCE,
                filters(
                        whenAnswerBegins(SecurityHeaders.SERVICE),
                        accessFilters(keys, guesses, limits, reviewers, refusals, settings, clock),
                        settings));
    }

    private static List<Filter> filters(HeaderWriterFilter headers, List<Filter> access, WebSettings settings) {
        var filters = new ArrayList<Filter>();
        filters.add(headers);
        var hosts = settings.hosts();
        if (hosts != null) {
            filters.add(new HostFilter(hosts));
        }
        filters.addAll(access);
        return filters;
    }

    private static List<Filter> accessFilters(
            ApiKeyService keys,
            KeyGuesses guesses,
            RateLimits limits,
            ReviewerService reviewers,
            Refusals refusals,
            WebSettings settings,
            Clock clock) {
        return List.of(
                corsFilter(settings),
                new AccessFilter(
                        new Authenticator(keys, guesses, reviewers), new RequestLimiter(limits, clock), refusals),
                new CrossSiteFilter(settings),
                new ExpectedReviewerFilter());
    }

    private static HeaderWriterFilter eagerly(SecurityHeaders headers) {
        var filter = whenAnswerBegins(headers);
        filter.setShouldWriteHeadersEagerly(true);
        return filter;
    }

    private static HeaderWriterFilter whenAnswerBegins(SecurityHeaders headers) {
        return new HeaderWriterFilter(List.of(headers));
    }

    /** An origin that is not listed has no configuration: it gets the usual answer, without CORS headers. */
    private static CorsFilter corsFilter(WebSettings settings) {
        var cors = new CorsConfiguration();
        cors.setAllowedOrigins(settings.corsOrigins());
        cors.setAllowedMethods(List.of("GET", "HEAD", "POST", "PATCH", "DELETE"));
        cors.setAllowedHeaders(CORS_REQUEST_HEADERS);
        cors.setExposedHeaders(CORS_ANSWER_HEADERS);
        cors.setAllowCredentials(true);
        cors.setMaxAge(PREFLIGHT_LIFETIME);
        var filter = new CorsFilter(request -> {
            var origin = request.getHeader("Origin");
            return origin != null && settings.corsOrigins().contains(origin) ? cors : null;
        });
        filter.setCorsProcessor(new DefaultCorsProcessor() {
            @Override
            protected void rejectRequest(ServerHttpResponse response) {
                throw new ForbiddenException("CORS does not allow this method or these headers");
            }
        });
        return filter;
    }

    /** Unknown methods are passed to the handler mapping, which answers 405. */
    @Bean
    HttpFirewall httpFirewall() {
        var firewall = new QuickFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    /** A malformed URL gets a bare status, for which the envelope is then rendered. */
    @Bean
    RequestRejectedHandler requestRejectedHandler() {
        return (request, response, rejected) -> {
            SecurityHeaders.SERVICE.writeHeaders(request, response);
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        };
    }

    /** There are no passwords here; without this bean Spring Boot would generate one. */
    @Bean
    UserDetailsService noPasswords() {
        return name -> {
            throw new UsernameNotFoundException(name);
        };
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new AdmissionInterceptor()).order(0);
        // After the interceptors that refuse a request for its form.
        registry.addInterceptor(openRequests.getObject()).order(20);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerArgumentResolver());
        resolvers.add(new ActorArgumentResolver());
    }
}
