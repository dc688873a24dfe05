package com.hiltreview.security;

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
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.HeaderWriterFilter;
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
    SecurityFilterChain docs(HttpSecurity http, WebSettings settings) throws Exception {
        return common(http.securityMatcher("/docs/**", "/swagger-ui/**"), SecurityHeaders.DOCS, settings)
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain everything(
            HttpSecurity http,
            ApiKeyService keys,
            KeyGuesses guesses,
            RateLimits limits,
            ReviewerService reviewers,
            Refusals refusals,
            WebSettings settings,
            Clock clock)
            throws Exception {
        return common(http, SecurityHeaders.SERVICE, settings)
                .addFilter(corsFilter(settings))
                .addFilterBefore(
                        new AccessFilter(
                                new Authenticator(keys, guesses, reviewers),
                                new RequestLimiter(limits, clock),
                                refusals),
                        AnonymousAuthenticationFilter.class)
                .addFilterAfter(new CrossSiteFilter(settings), AccessFilter.class)
                .addFilterAfter(new ExpectedReviewerFilter(), CrossSiteFilter.class)
                .build();
    }

    private static HttpSecurity common(HttpSecurity http, SecurityHeaders securityHeaders, WebSettings settings)
            throws Exception {
        var hosts = settings.hosts();
        if (hosts != null) {
            http.addFilterAfter(new HostFilter(hosts), HeaderWriterFilter.class);
        }
        return http.csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .sessionManagement(AbstractHttpConfigurer::disable)
                .servletApi(AbstractHttpConfigurer::disable)
                .exceptionHandling(AbstractHttpConfigurer::disable)
                .securityContext(context -> context.securityContextRepository(new NullSecurityContextRepository()))
                .headers(headers -> headers.defaultsDisabled().addHeaderWriter(securityHeaders));
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
        var firewall = new StrictHttpFirewall();
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
