package com.hiltreview.security;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hiltreview.access.ApiController;
import com.hiltreview.configuration.ServiceEnvironment;
import com.hiltreview.openapi.OpenApiOperations;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

class AccessTests extends ServiceTest {
    /**
     * Each call with an empty object for a body; where that is not enough, an admitted caller gets 400. The columns are:
     * nobody, the source's own key, another source's key, an admin key, a reviewer's session, an administrator's session.
     * Whoever comes with a key or a session that is not valid is nobody.
     */
    private static final String MATRIX = """
            POST   /review-tasks                                                401 400 400 400 403 403
            GET    /review-tasks                                                401 200 200 200 200 200
            GET    /review-tasks?source_id={source_id}                          401 200 403 200 200 200
            GET    /review-tasks/{task_id}                                      401 200 404 200 200 200
            GET    /review-tasks/{task_id}/diff                                 401 200 404 200 200 200
            PATCH  /review-tasks/{task_id}/blocks                               401 403 403 403 400 400
            POST   /review-tasks/{task_id}/decision                             401 403 403 403 400 400
            POST   /review-tasks/{task_id}/change-request                       401 403 403 403 400 400
            POST   /review-tasks/{task_id}/withdraw                             401 200 404 200 403 403
            POST   /review-tasks/{task_id}/revisions                            401 400 400 400 403 403
            GET    /review-tasks/{task_id}/revisions                            401 200 404 200 200 200
            POST   /review-tasks/{task_id}/comments                             401 400 400 400 400 400
            GET    /review-tasks/{task_id}/comments                             401 200 404 200 200 200
            GET    /sources/{source_id}/decision-events                         401 200 403 200 403 403
            POST   /sources/{source_id}/decision-events/ack                     401 400 403 400 403 403
            GET    /sources/{source_id}/decision-events/{event_id}              401 200 403 200 403 403
            GET    /sources/{source_id}/decision-events/{event_id}/attempts     401 200 403 200 403 200
            POST   /sources/{source_id}/decision-events/{event_id}/redeliver    401 403 403 409 403 409
            POST   /sources/{source_id}/decision-events/redeliver               401 403 403 400 403 400
            GET    /review-tasks/stream                                         401 200 200 200 200 200
            POST   /sources                                                     401 403 403 400 403 400
            GET    /sources                                                     401 403 403 200 200 200
            GET    /sources/{source_id}                                         401 403 403 200 200 200
            PATCH  /sources/{source_id}                                         401 403 403 200 403 200
            DELETE /sources/{source_id}                                         401 403 403 409 403 409
            POST   /sources/{source_id}/webhook-secret/rotate                   401 403 403 200 403 200
            POST   /sources/{source_id}/webhook-test                            401 403 403 409 403 409
            POST   /api-keys                                                    401 403 403 400 403 400
            GET    /api-keys                                                    401 403 403 200 403 200
            DELETE /api-keys/{id}                                               401 403 403 404 403 404
            GET    /stats                                                       401 403 403 200 403 200
            GET    /audit-log                                                   401 403 403 200 403 200
            GET    /auth/options                                                200 200 200 200 200 200
            GET    /auth/me                                                     401 403 403 403 200 200
            GET    /auth/login                                                  302 302 302 302 302 302
            GET    /auth/callback                                               302 302 302 302 302 302
            POST   /auth/dev-login                                              400 400 400 400 400 400
            POST   /auth/logout                                                 204 204 204 204 204 204
            GET    /health                                                      200 200 200 200 200 200
            GET    /openapi.yaml                                                200 200 200 200 200 200
            """;

    /** What is not of the API, and not under its prefix. */
    private static final String PAGES = """
            GET    /                                                            200 200 200 200 200 200
            GET    /login                                                       200 200 200 200 200 200
            GET    /tasks/**                                                    200 200 200 200 200 200
            GET    /archive                                                     200 200 200 200 200 200
            GET    /setup/**                                                    200 200 200 200 200 200
            GET    /error                                                       404 404 404 404 404 404
            """;

    /** What no controller serves. */
    private static final String OTHERS = """
            GET    /no-such-path                                                404 404 404 404 404 404
            GET    /actuator/health                                             200 200 200 200 200 200
            GET    /actuator/health/liveness                                    200 200 200 200 200 200
            GET    /actuator/health/readiness                                   200 200 200 200 200 200
            GET    /actuator                                                    404 404 404 404 404 404
            GET    /actuator/env                                                404 404 404 404 404 404
            GET    /actuator/prometheus                                         404 404 404 404 404 404
            """;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    @SuppressWarnings("NullAway.Init")
    private RequestMappingHandlerMapping mappings;

    /** A line of the matrix. */
    record Row(String method, String path, List<Integer> statuses) {
        static Row parse(String line) {
            var cells = line.split(" +");
            return new Row(
                    cells[0],
                    cells[1],
                    List.of(cells).subList(2, cells.length).stream()
                            .map(Integer::valueOf)
                            .toList());
        }

        /** Without the names of parameters, which are different ones in the code. */
        String operation() {
            return method + " " + path.replaceFirst("\\?.*", "").replaceAll("\\{[^}]+}", "{}");
        }
    }

    private static List<Row> rows(String table) {
        return table.lines().map(Row::parse).toList();
    }

    static List<Row> matrix() {
        return rows(MATRIX + PAGES + OTHERS);
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void admitsExactlyWhomTheContractNames(Row row) {
        var source = api.newSource();
        var other = api.newSource();
        api.newTask(source);
        var path = withIds(row.path(), source);
        var callers =
                List.of(NOBODY, source.key(), other.key(), ADMIN, api.signInAsReviewer(), api.signInAsAdministrator());
        assertThat(callers.stream().map(caller -> status(row.method(), path, caller)))
                .isEqualTo(row.statuses());
        if (rows(MATRIX).contains(row) && !row.path().startsWith("/auth/logout")) {
            assertThat(callers.stream().map(caller -> status(row.method(), "/api/v1" + path, caller)))
                    .as("under the prefix")
                    .isEqualTo(row.statuses());
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void takesWhoeverHasNoValidCredentialsForNobody(Row row) {
        var source = api.newSource();
        var path = withIds(row.path(), source);
        var nobodies = Map.of(
                "unknown key", Api.key("hilt_ak_test_0000000000000000000000000000000000000000"),
                "no key at all", Api.key("x"),
                "empty key", Api.key(""),
                "revoked source key", revoked("source", source),
                "revoked admin key", revoked("admin", source),
                "wrong key beside a session", both(api.signInAsAdministrator(), Api.key("x")),
                "other scheme", request -> request.header("Authorization", "Basic YWRtaW46YWRtaW4="),
                "forged session", Api.session("hilt_session=00000000-0000-0000-0000-000000000000.AAAA"),
                "signed-out session", signedOut());
        int nobody = row.statuses().getFirst();
        nobodies.forEach((name, caller) ->
                assertThat(status(row.method(), path, caller)).as(name).isEqualTo(nobody));
    }

    /** Of whatever a controller serves: a new one without a row fails here, and so does a row without its controller. */
    @Test
    void hasARowForEverythingThatIsServed() {
        var rows = rows(MATRIX).stream().map(Row::operation).collect(toCollection(TreeSet::new));
        var prefixed = rows.stream()
                .map(row -> row.replace(" /", " " + ApiController.PREFIX + "/"))
                .toList();
        rows.addAll(prefixed);
        rows(PAGES).forEach(row -> rows.add(row.operation()));
        assertThat(served()).isEqualTo(rows);
    }

    /** A provider's way back there would end at the other handler, or stop the start. */
    @Test
    void lendsNoneOfItsPathsToTheWayBackFromTheProvider() {
        var fixed = served().stream()
                .filter(operation -> operation.matches("GET [^{*]+") && !operation.endsWith("/auth/callback"))
                .map(operation -> operation.substring("GET ".length()))
                .toList();
        assertThat(fixed).contains("/login", "/health", "/api/v1/health");
        for (var path : fixed) {
            var environment = new StandardEnvironment();
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "test",
                            Map.of(
                                    "HILT_DATA_DIR",
                                    "target/test-data",
                                    "OAUTH_REDIRECT_URI",
                                    "https://review.acme.test" + path)));
            assertThatThrownBy(() -> new ServiceEnvironment(Supplier::get)
                            .postProcessEnvironment(environment, new SpringApplication()))
                    .as(path)
                    .hasMessageContaining("OAUTH_REDIRECT_URI");
        }
    }

    @Test
    void leavesNoOperationOut() {
        var tried = rows(MATRIX).stream().map(Row::operation).toList();
        assertThat(OpenApiOperations.fromFile().stream().map(operation -> operation.replaceAll("\\{[^}]+}", "{}")))
                .allSatisfy(operation -> assertThat(tried).contains(operation));
    }

    private Set<String> served() {
        return mappings.getHandlerMethods().entrySet().stream()
                .filter(entry -> entry.getValue().getBeanType().getName().startsWith("com.hiltreview."))
                .map(Map.Entry::getKey)
                .flatMap(mapping -> methods(mapping)
                        .flatMap(method -> mapping.getPatternValues().stream().map(path -> method + " " + path)))
                .map(operation -> operation.replaceAll("\\{[^}]+}", "{}"))
                .collect(toCollection(TreeSet::new));
    }

    /** Where none is named, any is served. */
    private static Stream<String> methods(RequestMappingInfo mapping) {
        var methods = mapping.getMethodsCondition().getMethods();
        return methods.isEmpty() ? Stream.of("GET") : methods.stream().map(RequestMethod::name);
    }

    private String withIds(String path, Api.SourceFixture source) {
        return path.replace("{source_id}", source.id().toString())
                .replace("{task_id}", path.contains("{task_id}") ? newTaskOf(source) : "")
                .replace("{event_id}", path.contains("{event_id}") ? newEventOf(source) : "")
                .replace("{id}", UUID.randomUUID().toString())
                .replace("**", "anything");
    }

    private String newTaskOf(Api.SourceFixture source) {
        return Api.idOf(api.newTask(source)).toString();
    }

    private String newEventOf(Api.SourceFixture source) {
        var decided = newTaskOf(source);
        api.post("/review-tasks/" + decided + "/decision", api.signInAsReviewer(), "{\"decision\":\"APPROVE\"}");
        return api.get("/review-tasks/" + decided, ADMIN)
                .json()
                .at("/dispatch/decision_event_id")
                .stringValue();
    }

    private Api.As revoked(String type, Api.SourceFixture source) {
        var owner = type.equals("source") ? "\"source_id\":\"%s\",".formatted(source.id()) : "";
        var key =
                api.post("/api-keys", ADMIN, "{%s\"key_type\":\"%s\",\"environment\":\"test\"}".formatted(owner, type));
        assertThat(api.delete("/api-keys/" + Api.idOf(key), ADMIN).status()).isEqualTo(204);
        return Api.key(key.json().get("key").stringValue());
    }

    private static Api.As both(Api.As one, Api.As other) {
        return request -> {
            one.accept(request);
            other.accept(request);
        };
    }

    private Api.As signedOut() {
        var session = api.signInAsAdministrator();
        assertThat(api.post("/auth/logout", session, "").status()).isEqualTo(204);
        return session;
    }

    @Test
    void refusesAnotherSourceNamedInTheBody() {
        var source = api.newSource();
        var refused = api.post(
                "/review-tasks", source.key(), """
                {"source_id":"%s","blocks":[{"id":"a","type":"plaintext","content":"x"}]}""".formatted(api.newSource().id()));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.errorCode()).isEqualTo("FORBIDDEN");
    }

    @Test
    void hidesAnotherSourcesTaskAsIfItWereNotThere() {
        var task = Api.idOf(api.newTask(api.newSource()));
        var hidden = api.get("/review-tasks/" + task, api.newSource().key());
        var missingId = UUID.randomUUID();
        var missing = api.get("/review-tasks/" + missingId, api.newSource().key());
        assertThat(hidden.text().replace(task.toString(), ""))
                .isEqualTo(missing.text().replace(missingId.toString(), ""));
    }

    @Test
    void showsASourceItsOwnTasksOnly() {
        var source = api.newSource();
        var other = api.newSource();
        var own = Api.idOf(api.newTask(source));
        api.newTask(other);
        assertThat(api.get("/review-tasks", source.key())
                        .json()
                        .get("items")
                        .valueStream()
                        .map(item -> item.get("id").stringValue()))
                .containsExactly(own.toString());
    }

    @Test
    void challengesNobody() {
        assertThat(api.get("/review-tasks", NOBODY).header("WWW-Authenticate")).isNotBlank();
    }

    private int status(String method, String path, Api.As caller) {
        if (path.endsWith("/stream")) {
            return statusOfStream(path, caller);
        }
        var request = api.request(path, caller);
        if (rows(PAGES + OTHERS).stream().anyMatch(row -> path.equals(row.path().replace("**", "anything")))) {
            return Api.sendUnchecked(request.GET()).statusCode();
        }
        if (!Set.of("POST", "PATCH").contains(method)) {
            return api.send(request.method(method, BodyPublishers.noBody()), new byte[0])
                    .status();
        }
        var body = "{}".getBytes(StandardCharsets.UTF_8);
        return api.send(
                        request.header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofByteArray(body)),
                        body)
                .status();
    }

    /** Its body does not end. */
    private int statusOfStream(String path, Api.As caller) {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(api.request(path, caller).GET().build(), BodyHandlers.ofInputStream());
            answer.body().close();
            http.shutdownNow();
            return answer.statusCode();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
