package com.hiltreview.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;

import com.hiltreview.openapi.OpenApiDocument.Place;
import com.hiltreview.openapi.OpenApiOperations.Operation;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Checks HTTP exchanges, and calls of webhooks, against the public contract.
 *
 * <p>The answer must always be as the contract describes it: status, headers (none missing, none that is not described),
 * content type and body. The request is checked only where it was answered with success, since tests send wrong ones on
 * purpose.
 */
public final class OpenApiExchanges {

    private static final String PREFIX = "/api/v1";

    /** Headers of HTTP itself, and those that the contract describes once for every answer. */
    private static final Set<String> GENERAL_HEADERS = caseInsensitive(
            ":status",
            "Connection",
            "Content-Encoding",
            "Content-Length",
            "Content-Type",
            "Date",
            "Keep-Alive",
            "Transfer-Encoding",
            "Vary",
            "Access-Control-Allow-Credentials",
            "Access-Control-Allow-Headers",
            "Access-Control-Allow-Methods",
            "Access-Control-Allow-Origin",
            "Access-Control-Expose-Headers",
            "Access-Control-Max-Age",
            "Content-Security-Policy",
            "Cross-Origin-Opener-Policy",
            "Permissions-Policy",
            "Referrer-Policy",
            "Strict-Transport-Security",
            "X-Content-Type-Options",
            "X-Frame-Options",
            "X-RateLimit-Limit",
            "X-RateLimit-Remaining",
            "X-RateLimit-Reset",
            "X-XSS-Protection");

    /** What may be answered where the path is not in the contract. */
    private static final Map<Integer, String> WITHOUT_PATH =
            Map.of(400, "BadRequest", 404, "NotFound", 429, "RateLimited", 500, "InternalError", 503, "Unavailable");

    /** What may be answered where the path is in the contract, but not with this method. */
    private static final Map<Integer, String> WITHOUT_METHOD = Map.of(
            400, "BadRequest",
            401, "Unauthorized",
            403, "Forbidden",
            405, "MethodNotAllowed",
            429, "RateLimited",
            500, "InternalError",
            503, "Unavailable");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final OpenApiDocument contract = OpenApiDocument.contract();
    private final List<String> problems = new ArrayList<>();

    private OpenApiExchanges() {}

    /** A request and its answer, free of any HTTP client. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Exchange(
            String method,
            URI uri,
            HttpHeaders requestHeaders,
            byte[] requestBody,
            int status,
            HttpHeaders responseHeaders,
            byte[] responseBody) {}

    /**
     * Checks an exchange of the JDK's HTTP client.
     *
     * @param requestBody the bytes sent, empty for none
     * @throws AssertionError if it departs from the contract; its message lists how
     */
    public static void check(HttpRequest request, byte[] requestBody, HttpResponse<byte[]> response) {
        check(new Exchange(
                request.method(),
                request.uri(),
                request.headers(),
                requestBody,
                response.statusCode(),
                response.headers(),
                response.body()));
    }

    /**
     * Checks an exchange.
     *
     * @throws AssertionError if it departs from the contract; its message lists how
     */
    public static void check(Exchange exchange) {
        var checker = new OpenApiExchanges();
        checker.exchange(exchange);
        checker.report("%s %s, answered with %d,".formatted(exchange.method(), exchange.uri(), exchange.status()));
    }

    /**
     * Checks a call that a webhook has received.
     *
     * @throws AssertionError if it departs from the contract; its message lists how
     */
    public static void checkWebhook(Map<String, List<String>> headers, byte[] body) {
        var checker = new OpenApiExchanges();
        checker.webhook(HttpHeaders.of(headers, (name, value) -> true), body);
        checker.report("The webhook's call");
    }

    private void report(String subject) {
        if (!problems.isEmpty()) {
            throw new AssertionError(subject + " departs from the contract:\n  - " + String.join("\n  - ", problems));
        }
    }

    private void exchange(Exchange exchange) {
        if (exchange.method().equals("OPTIONS")) {
            responseHeaders(exchange, contract.root().at("components", "responses", "NoContent"), false);
            return;
        }
        var path = unprefixed(exchange.uri().getRawPath());
        var candidates = OpenApiOperations.all().stream()
                .filter(operation -> pathVariables(operation.path(), path).isPresent())
                .sorted(Comparator.comparing(operation -> operation.path().replace('{', '\uffff')))
                .toList();
        var method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        var operation = candidates.stream()
                .filter(candidate -> candidate.method().equals(method))
                .findFirst();
        if (operation.isPresent()) {
            known(exchange, operation.get(), path);
        } else {
            unknown(exchange, candidates.isEmpty() ? WITHOUT_PATH : WITHOUT_METHOD);
        }
    }

    private void known(Exchange exchange, Operation operation, String path) {
        var response = operation.definition().at("responses").get(Integer.toString(exchange.status()));
        if (response.isEmpty()) {
            problems.add("%s %s describes no answer with status %d, only %s"
                    .formatted(
                            operation.method(),
                            operation.path(),
                            exchange.status(),
                            operation.definition().at("responses").names()));
            return;
        }
        if (exchange.status() < 400) {
            credentials(exchange, operation);
            parameters(exchange, operation, path);
            requestBody(exchange, operation);
        }
        response(exchange, response.get());
    }

    private void unknown(Exchange exchange, Map<Integer, String> allowed) {
        var response = allowed.get(exchange.status());
        if (response == null) {
            problems.add("no such operation; without one only %s may be answered"
                    .formatted(new TreeSet<>(allowed.keySet())));
            return;
        }
        response(exchange, contract.root().at("components", "responses", response));
    }

    // The request

    private void credentials(Exchange exchange, Operation operation) {
        var alternatives = operation.definition().at("security").items();
        if (!alternatives.isEmpty()
                && alternatives.stream()
                        .noneMatch(alternative ->
                                alternative.names().stream().allMatch(scheme -> presents(exchange, scheme)))) {
            problems.add("request: carried out without the credentials that the operation needs");
        }
    }

    private boolean presents(Exchange exchange, String schemeName) {
        var scheme =
                contract.root().at("components", "securitySchemes", schemeName).node();
        var headers = exchange.requestHeaders();
        if (scheme.path("type").asString().equals("http")) {
            return headers.firstValue("Authorization")
                    .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                    .isPresent();
        }
        var name = scheme.path("name").asString();
        return scheme.path("in").asString().equals("cookie")
                ? headers.allValues("Cookie").stream()
                        .flatMap(line -> Arrays.stream(line.split(";", -1)))
                        .anyMatch(cookie -> cookie.strip().startsWith(name + "="))
                : headers.firstValue(name).isPresent();
    }

    private void parameters(Exchange exchange, Operation operation, String path) {
        var variables = pathVariables(operation.path(), path).orElseThrow();
        var query = query(exchange.uri());
        var described = new ArrayList<Place>();
        operation.pathItem().get("parameters").map(Place::items).ifPresent(described::addAll);
        operation.definition().get("parameters").map(Place::items).ifPresent(described::addAll);
        for (var parameter : described) {
            var name = parameter.at("name").node().asString();
            var values = switch (parameter.at("in").node().asString()) {
                case "path" -> List.of(Optional.ofNullable(variables.get(name)).orElseThrow());
                case "query" -> query.getOrDefault(name, List.of());
                case "header" -> exchange.requestHeaders().allValues(name);
                default -> throw new IllegalStateException("Unknown place of parameter " + name);
            };
            values("request: parameter " + name, parameter, values);
        }
    }

    private void requestBody(Exchange exchange, Operation operation) {
        var described = operation.definition().get("requestBody");
        if (described.isPresent()) {
            content("request", described.get(), exchange.requestHeaders(), exchange.requestBody());
        }
    }

    // The answer

    private void response(Exchange exchange, Place response) {
        responseHeaders(exchange, response, true);
        if (exchange.method().equals("HEAD") || response.get("content").isEmpty()) {
            if (exchange.responseBody().length > 0) {
                problems.add("answer: has a body where none is described");
            }
            return;
        }
        content("answer", response, exchange.responseHeaders(), exchange.responseBody());
    }

    private void responseHeaders(Exchange exchange, Place response, boolean complete) {
        var described = response.at("headers");
        for (var name : complete ? described.names() : List.of("X-Request-Id")) {
            values(
                    "answer: header " + name,
                    described.at(name),
                    exchange.responseHeaders().allValues(name));
        }
        if (complete) {
            var known = caseInsensitive(described.names().toArray(String[]::new));
            exchange.responseHeaders().map().keySet().stream()
                    .filter(name -> !known.contains(name) && !GENERAL_HEADERS.contains(name))
                    .forEach(name -> problems.add("answer: header %s is not described".formatted(name)));
        }
    }

    private void webhook(HttpHeaders headers, byte[] body) {
        var type = parsed("call", body)
                .map(event -> event.path("type").asString(""))
                .orElse("");
        var name = switch (type) {
            case "webhook.test" -> "webhook.test";
            case "review_task.changes_requested" -> "changes_requested";
            default -> "decision";
        };
        var operation = contract.root().at("webhooks", name, "post");
        for (var parameter : operation.at("parameters").items()) {
            var header = parameter.at("name").node().asString();
            values("call: header " + header, parameter, headers.allValues(header));
        }
        content("call", operation.at("requestBody"), headers, body);
    }

    // Both

    private void content(String side, Place described, HttpHeaders headers, byte[] body) {
        var contentType = headers.firstValue("Content-Type").orElse("none");
        var mediaType = contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        var content = described.at("content");
        var schema = content.get(mediaType).map(type -> type.at("schema"));
        if (schema.isEmpty()) {
            problems.add("%s: the content type is %s instead of %s".formatted(side, contentType, content.names()));
            return;
        }
        var value = mediaType.endsWith("json")
                ? parsed(side, body)
                : Optional.<JsonNode>of(JsonNodeFactory.instance.stringNode(new String(body, UTF_8)));
        value.ifPresent(node -> contract.validate(node, schema.get())
                .forEach(problem -> problems.add("%s: body %s".formatted(side, problem))));
    }

    private Optional<JsonNode> parsed(String side, byte[] body) {
        if (body.length == 0) {
            problems.add("%s: the body is missing".formatted(side));
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(body));
        } catch (JacksonException e) {
            problems.add("%s: the body is not JSON: %s".formatted(side, e.getOriginalMessage()));
            return Optional.empty();
        }
    }

    private void values(String subject, Place described, List<String> values) {
        if (values.isEmpty()) {
            if (described
                    .get("required")
                    .map(Place::node)
                    .filter(JsonNode::booleanValue)
                    .isPresent()) {
                problems.add(subject + " is missing");
            }
            return;
        }
        var schema = described.at("schema");
        var type = schema.node().path("type").asString("string");
        JsonNode value;
        if (type.equals("array")) {
            var array = JsonNodeFactory.instance.arrayNode();
            values.forEach(array::add);
            value = array;
        } else {
            if (values.size() > 1) {
                problems.add("%s is there %d times".formatted(subject, values.size()));
            }
            value = typed(type, values.getFirst());
        }
        contract.validate(value, schema)
                .forEach(problem -> problems.add("%s is %s: %s".formatted(subject, value, problem)));
    }

    /** Reads the value as its schema's type; what cannot be read stays a string, and the schema refuses it. */
    private static JsonNode typed(String type, String value) {
        var isNumber = type.equals("integer") && value.matches("-?[0-9]{1,18}");
        var isBoolean = type.equals("boolean") && (value.equals("true") || value.equals("false"));
        return isNumber || isBoolean ? JSON.readTree(value) : JsonNodeFactory.instance.stringNode(value);
    }

    private static String unprefixed(String path) {
        return path.startsWith(PREFIX + "/") ? path.substring(PREFIX.length()) : path;
    }

    private static Optional<Map<String, String>> pathVariables(String template, String path) {
        var names = template.split("/", -1);
        var segments = path.split("/", -1);
        if (names.length != segments.length) {
            return Optional.empty();
        }
        var variables = new LinkedHashMap<String, String>();
        for (var i = 0; i < names.length; i++) {
            var segment = decoded(segments[i].replace("+", "%2B"));
            if (names[i].startsWith("{") && !segment.isEmpty()) {
                variables.put(names[i].substring(1, names[i].length() - 1), segment);
            } else if (!names[i].equals(segment)) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    private static Map<String, List<String>> query(URI uri) {
        var values = new TreeMap<String, List<String>>();
        var query = uri.getRawQuery();
        if (query != null) {
            for (var pair : query.split("&", -1)) {
                var parts = pair.split("=", 2);
                values.computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>())
                        .add(parts.length == 2 ? decoded(parts[1]) : "");
            }
        }
        return values;
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value, UTF_8);
    }

    private static Set<String> caseInsensitive(String... names) {
        return Arrays.stream(names).collect(toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
    }
}
