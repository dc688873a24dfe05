package com.hiltreview.demo;

import com.hiltreview.source.SourceService;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells whoever starts the service in development where to go, with lines that can be pasted. */
@Component
@ConditionalOnProperty("hilt.demo")
class Welcome {
    private final DemoData data;
    private final SourceService sources;
    private final Path dataDirectory;
    private final @Nullable InetAddress address;

    Welcome(
            DemoData data,
            SourceService sources,
            @Value("${hilt.data-directory}") Path dataDirectory,
            @Value("${server.address:#{null}}") @Nullable InetAddress address) {
        this.data = data;
        this.sources = sources;
        this.dataDirectory = dataDirectory;
        this.address = address;
    }

    @EventListener
    @SuppressWarnings("SystemOut") // It is for the person at the terminal, whatever the log's form.
    void welcome(ApplicationReadyEvent ready) {
        if (!(ready.getApplicationContext() instanceof WebServerApplicationContext context)) {
            return;
        }
        var server = context.getWebServer();
        var host = address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()
                ? "localhost"
                : address.getHostAddress();
        var url = "http://" + host + ":" + (server == null ? 0 : server.getPort());
        var keys = DemoKeys.in(dataDirectory);
        if (keys.isEmpty() && sources.count() == 0) {
            keys = Optional.of(data.create(url, dataDirectory));
        }
        System.out.println(keys.map(known -> text(url, known)).orElseGet(() -> """

                HILT-Review is ready at %s (API: %s/docs)
                """.formatted(url, url)));
    }

    private static String text(String url, DemoKeys keys) {
        return """

                HILT-Review is ready at %1$s

                  The reviewers' page    %1$s (any address signs in)
                  API and its contract   %1$s/docs
                  Demo agent's key       %3$s
                  Administrator's key    %4$s

                Be the agent: file a task.
                  curl -s %1$s/review-tasks -H 'X-API-Key: %3$s' -H 'Content-Type: application/json' -d '{"title":"Say hello","blocks":[{"id":"text","type":"markdown","content":"Hello **world**"}]}'

                Be the reviewer: open the page, or sign in, look at the queue and decide its first task by curl.
                  curl -s -c hilt.cookies %1$s/auth/dev-login -H 'Content-Type: application/json' -d '{"email":"jane@acme.com"}'
                  curl -s -b hilt.cookies '%1$s/review-tasks?status=PENDING&sort=priority'
                  curl -s -b hilt.cookies %1$s/review-tasks/$(curl -s -b hilt.cookies '%1$s/review-tasks?status=PENDING&sort=priority&limit=1' | grep -oE '"id":"[0-9a-f-]{36}"' | head -1 | cut -d'"' -f4)/decision -H 'Content-Type: application/json' -d '{"decision":"APPROVE"}'

                Be the executor: pull what was decided.
                  curl -s '%1$s/sources/%2$s/decision-events' -H 'X-API-Key: %3$s'
                """.formatted(url, keys.sourceId(), keys.agentKey(), keys.adminKey());
    }
}
