package com.hiltreview.demo;

import com.hiltreview.apikey.ApiKeyEnvironment;
import com.hiltreview.apikey.ApiKeyService;
import com.hiltreview.apikey.ApiKeyType;
import com.hiltreview.apikey.ApiKeyView;
import com.hiltreview.audit.Actor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes a source and its tasks through the public API, as any agent would. */
@Component
class DemoData {
    private static final List<String> TASKS = List.of("meeting", "email", "post", "contract", "deployment", "payment");
    private static final String SOURCE = """
            {"name":"Demo agent","description":"Made by the first start in development",
             "delivery":{"mode":"PULL_ONLY"}}
            """;

    private final ApiKeyService keys;
    private final JsonMapper mapper;

    DemoData(ApiKeyService keys, JsonMapper mapper) {
        this.keys = keys;
        this.mapper = mapper;
    }

    /** Keeps the keys before the tasks are filed: whoever ends the start meanwhile finds them at the next one. */
    DemoKeys create(String baseUrl, Path dataDirectory) {
        try (var http = HttpClient.newHttpClient()) {
            var admin =
                    whole(keys.create(ApiKeyType.ADMIN, ApiKeyEnvironment.TEST, null, "demonstration", Actor.OPERATOR));
            var source = mapper.readTree(post(http, baseUrl + "/sources", admin, SOURCE));
            var sourceId = UUID.fromString(source.get("id").stringValue());
            var agent = whole(
                    keys.create(ApiKeyType.SOURCE, ApiKeyEnvironment.TEST, sourceId, "demonstration", Actor.OPERATOR));
            var made = new DemoKeys(sourceId, agent, admin);
            made.saveIn(dataDirectory);
            for (var task : TASKS) {
                post(http, baseUrl + "/review-tasks", agent, read("demo/" + task + ".json"));
            }
            return made;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static String whole(ApiKeyView created) {
        return Objects.requireNonNull(created.key());
    }

    private static String read(String resource) throws IOException {
        return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
    }

    private static String post(HttpClient http, String url, String key, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(20))
                .header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException("POST " + url + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
