package com.hiltreview.openapi;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.access.ApiController;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Nothing answers that the contract does not know: not of Spring, not of springdoc, not of the actuator. */
class EverythingMappedTests extends ServiceTest {
    /** What is there beside the API: the pages, their files, and where Tomcat asks for the body of an error. */
    private static final Set<String> BESIDE_THE_API = Set.of(
            "/",
            "/login",
            "/tasks/**",
            "/archive",
            "/setup/**",
            "/error",
            "/docs",
            "/swagger-ui/settings/swagger-config",
            // Section 7, where there is no MANAGEMENT_PORT.
            "/actuator/health",
            "/actuator/health/**");

    private static final Set<String> FILES = Set.of("/page.css", "/assets/**", "/swagger-ui/**");

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private ApplicationContext context;

    @Test
    void handlersAreThoseOfTheContractAndThoseListedHere() {
        var beside = mappings(RequestMappingInfoHandlerMapping.class)
                .flatMap(mapping -> mapping.getHandlerMethods().entrySet().stream())
                .filter(entry ->
                        !AnnotatedElementUtils.hasAnnotation(entry.getValue().getBeanType(), ApiController.class))
                .flatMap(entry -> entry.getKey().getPatternValues().stream())
                .collect(toCollection(TreeSet::new));

        // ContractMappingTests holds the API's against the OpenAPI file.
        assertThat(beside).isEqualTo(new TreeSet<>(BESIDE_THE_API));
    }

    @Test
    void filesAreServedBelowThePathsListedHere() {
        var served = mappings(AbstractUrlHandlerMapping.class)
                .flatMap(mapping -> mapping.getHandlerMap().keySet().stream())
                // Two of the files are made when they are asked for, in each of their folders.
                .filter(path -> !path.matches(".*/\\*(index\\.html|swagger-initializer\\.js)"))
                .collect(toCollection(TreeSet::new));

        assertThat(served).isEqualTo(new TreeSet<>(FILES));
    }

    private <T extends HandlerMapping> Stream<T> mappings(Class<T> type) {
        var found = context.getBeansOfType(HandlerMapping.class).values();
        assertThat(found)
                .as("kinds of mappings")
                .allMatch(mapping -> mapping instanceof RequestMappingInfoHandlerMapping
                        || mapping instanceof AbstractUrlHandlerMapping
                        || mapping.getClass().getSimpleName().equals("RouterFunctionMapping"));
        return found.stream().filter(type::isInstance).map(type::cast);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v3/api-docs",
                "/v3/api-docs.yaml",
                "/v3/api-docs/swagger-config",
                "/swagger-ui/settings",
                "/swagger-ui/settings.yaml",
                "/actuator",
                "/actuator/prometheus",
                "/webjars/swagger-ui/index.html",
                "/webjars/swagger-ui/5.32.14/index.html",
                "/webjars/swagger-ui/swagger-initializer.js",
                "/webjars/swagger-ui/5.32.14/swagger-ui.css",
                "/META-INF/resources/webjars/swagger-ui/5.32.14/index.html",
                "/swagger-ui/no-such-file.js",
                "/page.html",
                "/index.html",
                "/assets/index.html",
                "/favicon.ico",
                "/robots.txt",
                "/application.yaml"
            })
    void whatTheContractDoesNotKnowIsNotThere(String path) {
        for (var caller : List.of(NOBODY, ADMIN)) {
            assertThat(Api.sendUnchecked(api.request(path, caller)).statusCode())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "multipart/form-data; boundary=",
                "multipart/mixed"
            })
    void aFormWithPartsIsABodyLikeAnyOther(String contentType) {
        var body = "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\nbroken off";

        assertThat(form("/review-tasks", NOBODY, contentType, body)).isEqualTo(401);
        assertThat(form("/review-tasks", ADMIN, contentType, body)).isEqualTo(415);
        assertThat(form("/auth/dev-login", NOBODY, contentType, body)).isEqualTo(415);
        assertThat(form("/no-such-path", NOBODY, contentType, body)).isEqualTo(404);
        assertThat(form("/health", NOBODY, contentType, body)).isEqualTo(405);
    }

    private int form(String path, Api.As as, String contentType, String body) {
        return Api.sendUnchecked(api.request(path, as)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(body)))
                .statusCode();
    }

    @Test
    void thePagesOfTheContractWork() {
        assertThat(Api.sendUnchecked(api.request("/docs", NOBODY)).headers().firstValue("Location"))
                .contains("/swagger-ui/index.html");
        assertThat(page("/swagger-ui/index.html")).contains("swagger-initializer.js");
        assertThat(page("/swagger-ui/swagger-initializer.js")).contains("/swagger-ui/settings/swagger-config");
        assertThat(page("/swagger-ui/settings/swagger-config")).contains("/openapi.yaml");
    }

    private String page(String path) {
        var answer = Api.sendUnchecked(api.request(path, NOBODY));
        assertThat(answer.statusCode()).isEqualTo(200);
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
