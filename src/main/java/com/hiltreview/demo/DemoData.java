package com.hiltreview.demo;

import com.hiltreview.access.Caller;
import com.hiltreview.apikey.ApiKeyEnvironment;
import com.hiltreview.apikey.ApiKeyService;
import com.hiltreview.apikey.ApiKeyType;
import com.hiltreview.apikey.ApiKeyView;
import com.hiltreview.audit.Actor;
import com.hiltreview.json.JsonBinder;
import com.hiltreview.json.StrictJson;
import com.hiltreview.proposal.CreateReviewTaskRequest;
import com.hiltreview.review.TaskFiling;
import com.hiltreview.source.SourceService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Creates a source with keys and tasks, under the same rules as for any administrator and agent. */
@Component
class DemoData {
    private static final List<String> TASKS = List.of("meeting", "email", "post", "contract", "deployment", "payment");
    private static final String SOURCE = """
            {"name":"Demo agent","description":"Made by the first start in development",
             "delivery":{"mode":"PULL_ONLY"}}
            """;

    private final ApiKeyService keys;
    private final SourceService sources;
    private final TaskFiling tasks;
    private final TransactionTemplate transaction;

    DemoData(ApiKeyService keys, SourceService sources, TaskFiling tasks, PlatformTransactionManager transactions) {
        this.keys = keys;
        this.sources = sources;
        this.tasks = tasks;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Creates everything in one transaction. The keys are saved to their file last, but before the commit: if the process is
     * killed in between, the next start creates everything again, and there is no source whose keys are lost.
     */
    DemoKeys create(Path dataDirectory) {
        return Objects.requireNonNull(transaction.execute(status -> {
            var sourceId = sources.create(StrictJson.parse(SOURCE), Actor.OPERATOR);
            var admin =
                    whole(keys.create(ApiKeyType.ADMIN, ApiKeyEnvironment.TEST, null, "demonstration", Actor.OPERATOR));
            var agent =
                    keys.create(ApiKeyType.SOURCE, ApiKeyEnvironment.TEST, sourceId, "demonstration", Actor.OPERATOR);
            var caller = new Caller.SourceKey(agent.id(), agent.keyPrefix(), sourceId);
            for (var task : TASKS) {
                var request = JsonBinder.bind(
                        StrictJson.parse(read("demo/" + task + ".json")),
                        CreateReviewTaskRequest.class,
                        CreateReviewTaskRequest::check);
                tasks.file(caller, Actor.OPERATOR, sourceId, request.toProposal(), null);
            }
            var made = new DemoKeys(sourceId, whole(agent), admin);
            made.saveIn(dataDirectory);
            return made;
        }));
    }

    private static String whole(ApiKeyView created) {
        return Objects.requireNonNull(created.key());
    }

    private static String read(String resource) {
        try {
            return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
