package com.hiltreview.security;

import static com.hiltreview.testing.Api.ADMIN;
import static com.hiltreview.testing.Api.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccessTests extends ServiceTest {
    /**
     * Each call with an empty object for a body; where that is not enough, an admitted caller gets 400. The columns are:
     * nobody, the source's own key, another source's key, an admin key, a reviewer's session, an administrator's session.
     */
    private static final String MATRIX = """
            POST   /review-tasks                                                401 400 400 400 403 403
            GET    /review-tasks                                                401 200 200 200 200 200
            GET    /review-tasks?source_id={source_id}                          401 200 403 200 200 200
            GET    /review-tasks/{task_id}                                      401 200 404 200 200 200
            PATCH  /review-tasks/{task_id}/blocks                               401 403 403 403 400 400
            POST   /review-tasks/{task_id}/decision                             401 403 403 403 400 400
            GET    /sources/{source_id}/decision-events                         401 200 403 200 403 403
            POST   /sources/{source_id}/decision-events/ack                     401 400 403 400 403 403
            GET    /sources/{source_id}/decision-events/{event_id}              401 200 403 200 403 403
            GET    /sources/{source_id}/decision-events/{event_id}/attempts     401 200 403 200 403 403
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
            GET    /auth/me                                                     401 403 403 403 200 200
            GET    /health                                                      200 200 200 200 200 200
            GET    /openapi.yaml                                                200 200 200 200 200 200
            GET    /no-such-path                                                404 404 404 404 404 404
            POST   /auth/dev-login                                              400 400 400 400 400 400
            POST   /auth/logout                                                 204 204 204 204 204 204
            """;

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
    }

    static List<Row> matrix() {
        return MATRIX.lines().map(Row::parse).toList();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void admitsExactlyWhomTheContractNames(Row row) {
        var source = api.newSource();
        var other = api.newSource();
        var decided = Api.idOf(api.newTask(source));
        api.post("/review-tasks/" + decided + "/decision", api.signInAsReviewer(), "{\"decision\":\"APPROVE\"}");
        var event = api.get("/review-tasks/" + decided, ADMIN)
                .json()
                .at("/dispatch/decision_event_id")
                .stringValue();
        var path = row.path()
                .replace("{source_id}", source.id().toString())
                .replace("{task_id}", Api.idOf(api.newTask(source)).toString())
                .replace("{event_id}", event)
                .replace("{id}", UUID.randomUUID().toString());
        var callers =
                List.of(NOBODY, source.key(), other.key(), ADMIN, api.signInAsReviewer(), api.signInAsAdministrator());
        assertThat(callers.stream().map(caller -> status(row.method(), path, caller)))
                .isEqualTo(row.statuses());
        if (!row.path().startsWith("/auth/logout")) {
            assertThat(callers.stream().map(caller -> status(row.method(), "/api/v1" + path, caller)))
                    .as("under the prefix")
                    .isEqualTo(row.statuses());
        }
    }

    @Test
    void leavesNoOperationOut() {
        var tried = matrix().stream()
                .map(row -> row.method() + " " + row.path().replaceFirst("\\?.*", ""))
                .collect(Collectors.toSet());
        assertThat(tried).containsAll(OpenApiOperations.fromFile());
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
