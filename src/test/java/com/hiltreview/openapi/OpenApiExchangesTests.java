package com.hiltreview.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hiltreview.openapi.OpenApiExchanges.Exchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class OpenApiExchangesTests {

    private static final String TASK = "/review-tasks/019cb927-fc98-790d-83ac-94af0f21ddb6";
    private static final String SOURCE = "/sources/019cadd4-6638-726f-b2a7-4de452e6b438";

    @ParameterizedTest
    @ValueSource(strings = {TASK, "/api/v1" + TASK})
    void acceptsGoodExchangeUnderBothPrefixes(String path) {
        assertAccepted(
                exchange("GET", path).answer(200, example("ApprovedEmailTask")).header("ETag", "\"1\""));
    }

    @Test
    void acceptsRepeatedQueryParameter() {
        assertAccepted(exchange("GET", "/review-tasks?status=PENDING&status=APPROVED&limit=5")
                .answer(200, example("ReviewTaskPage")));
    }

    @Test
    void acceptsNullOnlyAsCursorOfTasks() {
        var page = example("ReviewTaskPage").putNull("next_cursor");
        assertAccepted(exchange("GET", "/review-tasks").answer(200, page));
        var events = example("DecisionEventPage").putNull("next_cursor");
        assertRejected(exchange("GET", SOURCE + "/decision-events").answer(200, events), "/next_cursor: null found");
    }

    @Test
    void rejectsUnknownMember() {
        var task = example("ApprovedEmailTask").put("colour", "blue");
        assertRejected(
                exchange("GET", TASK).answer(200, task).header("ETag", "\"1\""), "property 'colour' is not evaluated");
    }

    @ParameterizedTest
    @CsvSource({
        "/blocks_original/0, ApprovedEmailTask",
        "/decision, ApprovedEmailTask",
        "/dispatch, ApprovedEmailTask",
        "/diff/text_diffs/0, ApprovedEmailTask",
        "/service, ApprovedEmailTask",
        "/interaction_schema, PendingDeploymentTask",
        "/execution_intent, PendingDeploymentTask"
    })
    void rejectsUnknownMemberInside(String pointer, String example) {
        var task = example(example);
        ((ObjectNode) task.at(pointer)).put("colour", "blue");
        assertRejected(exchange("GET", TASK).answer(200, task).header("ETag", "\"1\""), "'colour'");
    }

    @Test
    void rejectsNullInsteadOfAbsentMember() {
        var task = example("ApprovedEmailTask").putNull("risk_warning");
        assertRejected(exchange("GET", TASK).answer(200, task).header("ETag", "\"1\""), "/risk_warning: null found");
    }

    @Test
    void rejectsTaskWhoseMembersDoNotFitItsStatus() {
        var task = example("ApprovedEmailTask").put("status", "PENDING");
        assertRejected(exchange("GET", TASK).answer(200, task).header("ETag", "\"1\""), "must not be valid");
    }

    @Test
    void rejectsSecretWhereItMustNotBeShown() {
        var source = example("CreatedSource");
        assertRejected(exchange("GET", SOURCE).answer(200, source), "property 'secret' is not evaluated");
        assertAccepted(exchange("POST", "/sources")
                .body("{\"name\": \"email-agent\"}")
                .answer(201, source)
                .header("Location", SOURCE));
    }

    @Test
    void rejectsMissingHeader() {
        assertRejected(
                exchange("GET", TASK).answer(200, example("ApprovedEmailTask")), "answer: header ETag is missing");
    }

    @Test
    void rejectsHeaderThatIsNotDescribed() {
        assertRejected(
                exchange("GET", "/review-tasks")
                        .answer(200, example("ReviewTaskPage"))
                        .header("Set-Cookie", "hilt_session=1"),
                "answer: header Set-Cookie is not described");
    }

    @Test
    void rejectsWrongHeader() {
        assertRejected(
                exchange("GET", TASK).answer(200, example("ApprovedEmailTask")).header("ETag", "W/\"1\""),
                "answer: header ETag is");
    }

    @Test
    void rejectsStatusThatIsNotDescribed() {
        assertRejected(exchange("GET", TASK).answer(202, example("ApprovedEmailTask")), "no answer with status 202");
    }

    @Test
    void rejectsWrongContentType() {
        assertRejected(
                exchange("GET", SOURCE).answer(200, example("Source")).header("Content-Type", "text/plain"),
                "answer: the content type is text/plain");
    }

    @Test
    void rejectsDuplicateMember() {
        assertRejected(exchange("GET", "/health").answer(200, "{\"status\":\"ok\",\"status\":\"ok\"}"), "not JSON");
    }

    @Test
    void rejectsBodyWhereNoneIsDescribed() {
        assertRejected(exchange("DELETE", SOURCE).answer(204, "{}"), "has a body where none is described");
    }

    @Test
    void rejectsSuccessWithoutCredentials() {
        assertRejected(
                exchange("GET", SOURCE).answer(200, example("Source")).withoutRequestHeader("X-API-Key"),
                "without the credentials");
        assertRejected(
                exchange("PATCH", TASK + "/blocks")
                        .body("{\"option_id\": \"canary\"}")
                        .answer(200, example("PendingDeploymentTask"))
                        .header("ETag", "\"1\""),
                "without the credentials");
    }

    @Test
    void acceptsSessionAndBearerAsCredentials() {
        assertAccepted(exchange("GET", SOURCE)
                .answer(200, example("Source"))
                .withoutRequestHeader("X-API-Key")
                .requestHeader("Cookie", "theme=dark; hilt_session=abc"));
        assertAccepted(exchange("GET", SOURCE)
                .answer(200, example("Source"))
                .withoutRequestHeader("X-API-Key")
                .requestHeader("Authorization", "Bearer hilt_sk_live_x"));
    }

    @Test
    void checksRequestOnlyWhereItWasCarriedOut() {
        var blocks = "{\"blocks\": [{\"id\": \"a b\", \"type\": \"markdown\", \"content\": \"\"}]}";
        assertAccepted(exchange("POST", "/review-tasks").body(blocks).answer(400, """
                {"error": {"code": "VALIDATION_ERROR", "message": "no",
                           "details": {"fields": [{"field": "blocks[0].id", "message": "no"}]}}}"""));
        assertRejected(
                exchange("POST", "/review-tasks")
                        .body(blocks)
                        .answer(201, example("PendingEmailTask"))
                        .header("ETag", "\"1\"")
                        .header("Location", TASK),
                "request: body /blocks/0/id");
        assertRejected(
                exchange("GET", "/review-tasks?limit=101&status=OPEN").answer(200, example("ReviewTaskPage")),
                "request: parameter limit is 101");
    }

    @Test
    void acceptsUnknownMembersOfRequest() {
        assertAccepted(exchange("POST", "/review-tasks")
                .body("{\"blocks\": [{\"id\": \"a\", \"type\": \"markdown\", \"content\": \"\", \"x\": 1}], \"y\": 2}")
                .answer(201, example("PendingEmailTask"))
                .header("ETag", "\"1\"")
                .header("Location", TASK));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {'error': {'code': 'UNAUTHORIZED', 'message': 'no'}} | WWW-Authenticate is missing",
                "403 | {'error': {'code': 'UNAUTHORIZED', 'message': 'no'}} | must be the constant value 'FORBIDDEN'",
                "404 | {'error': {'code': 'NOT_FOUND', 'message': 'no'}} | required property 'details' not found",
                "500 | {'error': {'code': 'INTERNAL_ERROR', 'message': 'no'}} | required property 'request_id'",
                "404 | {'timestamp': 1, 'status': 404} | required property 'error' not found"
            })
    void rejectsWrongError(int status, String body, String problem) {
        assertRejected(exchange("GET", TASK).answer(status, body.replace('\'', '"')), problem);
    }

    @Test
    void checksErrorOfUnknownPathAndMethod() {
        var notFound = "{'error': {'code': 'NOT_FOUND', 'message': 'no', 'details': {'resource_type': 'path',"
                + " 'resource_id': '/nowhere'}}}";
        assertAccepted(exchange("GET", "/nowhere").answer(404, notFound.replace('\'', '"')));
        assertRejected(exchange("GET", "/nowhere").answer(404, "{\"message\": \"no\"}"), "'error' not found");
        assertRejected(exchange("GET", "/nowhere").answer(200, "{}"), "no such operation");
        var notAllowed = "{\"error\": {\"code\": \"METHOD_NOT_ALLOWED\", \"message\": \"no\"}}";
        assertAccepted(exchange("PUT", TASK).answer(405, notAllowed).header("Allow", "GET"));
        assertRejected(exchange("PUT", TASK).answer(405, notAllowed), "header Allow is missing");
        assertRejected(exchange("PUT", TASK).answer(200, "{}"), "no such operation");
    }

    @ParameterizedTest
    @CsvSource({"dana@acme.test, true", "dana+review@localhost, true", "dana, false", "dana@ acme.com, false"})
    void tellsAddressesApart(String email, boolean isAddress) {
        var exchange = exchange("GET", "/auth/me")
                .requestHeader("Cookie", "hilt_session=abc")
                .answer(200, """
                        {"user": {"id": "019cadc6-9a80-78f4-9ef8-aa3892276658", "email": "%s", "role": "admin"}}""".formatted(email));
        if (isAddress) {
            assertAccepted(exchange);
        } else {
            assertRejected(exchange, "/user/email");
        }
    }

    @Test
    void prefersPathWithoutVariables() {
        assertAccepted(exchange("POST", SOURCE + "/decision-events/ack")
                .body("{\"event_ids\": [\"019cb930-77ca-70b3-9898-d190f9ebdacc\"]}")
                .answer(200, "{\"acknowledged\": 0, \"event_ids\": []}"));
    }

    @Test
    void checksCallOfWebhook() {
        var headers = new TreeMap<String, List<String>>(Map.of(
                "Webhook-id", List.of("019cb930-77ca-70b3-9898-d190f9ebdacc"),
                "Webhook-timestamp", List.of("1772633487"),
                "Webhook-signature", List.of("v1,kUFcRbFhW9K6vYQm3kM0YgB1JqfUPoZ7HkvYxT5rN3c="),
                "X-hilt-signature", List.of("t=1772633487,v1=" + "0a".repeat(32)),
                "X-hilt-event-id", List.of("019cb930-77ca-70b3-9898-d190f9ebdacc"),
                "X-hilt-event-type", List.of("decision"),
                "User-agent", List.of("HILT-Review/0.1.0"),
                "Content-type", List.of("application/json")));
        var event = example("ApprovedEvent").toString().getBytes(UTF_8);
        assertThatCode(() -> OpenApiExchanges.checkWebhook(headers, event)).doesNotThrowAnyException();
        assertThatThrownBy(() -> OpenApiExchanges.checkWebhook(
                        headers, example("TestEvent").toString().getBytes(UTF_8)))
                .hasMessageContaining("must be the constant value 'test'");
        headers.remove("Webhook-signature");
        assertThatThrownBy(() -> OpenApiExchanges.checkWebhook(headers, event))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("call: header webhook-signature is missing");
    }

    @Test
    void checksExchangeOfTheJdksClient() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/health", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Request-Id", "abc");
            var body = "{\"status\":\"ok\"}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (var client = HttpClient.newHttpClient()) {
            var address = "http://localhost:" + server.getAddress().getPort();
            var request = HttpRequest.newBuilder(URI.create(address + "/api/v1/health"))
                    .build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertThatCode(() -> OpenApiExchanges.check(request, new byte[0], response))
                    .doesNotThrowAnyException();
        } finally {
            server.stop(0);
        }
    }

    private static ObjectNode example(String name) {
        return (ObjectNode) OpenApiDocument.contract()
                .root()
                .at("components", "examples", name, "value")
                .node()
                .deepCopy();
    }

    private static void assertAccepted(ExchangeBuilder exchange) {
        assertThatCode(() -> OpenApiExchanges.check(exchange.build())).doesNotThrowAnyException();
    }

    private static void assertRejected(ExchangeBuilder exchange, String problem) {
        assertThatThrownBy(() -> OpenApiExchanges.check(exchange.build()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(problem);
    }

    /** Starts a request with a key, whose answer has the headers that every answer has. */
    private static ExchangeBuilder exchange(String method, String path) {
        return new ExchangeBuilder(method, path);
    }

    private static final class ExchangeBuilder {

        private final String method;
        private final String path;
        private final Map<String, String> requestHeaders = new TreeMap<>(Map.of("X-API-Key", "hilt_sk_test_x"));
        private final Map<String, String> responseHeaders =
                new TreeMap<>(Map.of("X-Request-Id", "abc", "Cache-Control", "no-store", "Date", "now"));
        private String requestBody = "";
        private String responseBody = "";
        private int status;

        private ExchangeBuilder(String method, String path) {
            this.method = method;
            this.path = path;
        }

        ExchangeBuilder requestHeader(String name, String value) {
            requestHeaders.put(name, value);
            return this;
        }

        ExchangeBuilder withoutRequestHeader(String name) {
            requestHeaders.remove(name);
            return this;
        }

        ExchangeBuilder body(String json) {
            requestBody = json;
            return requestHeader("Content-Type", "application/json; charset=utf-8");
        }

        ExchangeBuilder answer(int answered, Object json) {
            status = answered;
            responseBody = json.toString();
            return header("Content-Type", "application/json");
        }

        ExchangeBuilder header(String name, String value) {
            responseHeaders.put(name, value);
            return this;
        }

        Exchange build() {
            return new Exchange(
                    method,
                    URI.create("http://localhost:3000" + path),
                    headers(requestHeaders),
                    requestBody.getBytes(UTF_8),
                    status,
                    headers(responseHeaders),
                    responseBody.getBytes(UTF_8));
        }

        private static HttpHeaders headers(Map<String, String> values) {
            var lists = new TreeMap<String, List<String>>();
            values.forEach((name, value) -> lists.put(name, List.of(value)));
            return HttpHeaders.of(lists, (name, value) -> true);
        }
    }
}
