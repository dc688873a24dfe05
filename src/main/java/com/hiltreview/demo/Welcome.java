package com.hiltreview.demo;

import com.hiltreview.source.SourceService;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Prints first steps for developers, with commands that can be pasted. */
@Component
@ConditionalOnProperty("hilt.demo")
class Welcome {
    private static final Logger log = LoggerFactory.getLogger(Welcome.class);

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
    @SuppressWarnings("SystemOut") // It is for the person at the terminal, whatever the format of the log.
    void welcome(ApplicationReadyEvent ready) {
        if (!(ready.getApplicationContext() instanceof WebServerApplicationContext context)) {
            return;
        }
        var server = context.getWebServer();
        var host = address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()
                ? "localhost"
                : address.getHostAddress();
        var url = "http://" + host + ":" + (server == null ? 0 : server.getPort());
        System.out.println(keys().map(known -> text(url, known)).orElseGet(() -> """

                HILT-Review is ready at %s (API: %s/docs)
                """.formatted(url, url)));
    }

    /** Empty if the demonstration cannot be created or shown; the service runs all the same. */
    private Optional<DemoKeys> keys() {
        try {
            return sources.count() == 0 ? Optional.of(data.create(dataDirectory)) : DemoKeys.in(dataDirectory);
        } catch (RuntimeException fault) {
            log.warn("The demonstration is not available: {}", fault.toString());
            log.debug("What stopped it", fault);
            return Optional.empty();
        }
    }

    private static String text(String url, DemoKeys keys) {
        return """

                HILT-Review is ready at %1$s

                  The reviewers' page    %1$s (sign in with any address; admin@example.com is an
                                         administrator unless ADMIN_EMAILS names others)
                  API and its contract   %1$s/docs
                  Demo agent's key       %3$s
                  Administrator's key    %4$s

                Be the agent: file a task, and keep its id.
                  TASK=$(curl -s %1$s/review-tasks -H 'X-API-Key: %3$s' -H 'Content-Type: application/json' -d '{"title":"Say hello","blocks":[{"id":"text","type":"markdown","content":"Hello **world**"}]}' | grep -oE '"id":"[0-9a-f-]{36}"' | head -1 | cut -d'"' -f4); echo "Filed $TASK"

                Be the reviewer: open the page, or sign in (prints 204) and approve that task by curl.
                  curl -s -c hilt.cookies %1$s/auth/dev-login -H 'Content-Type: application/json' -d '{"email":"jane@example.com"}' -w '%%{http_code}\\n'
                  curl -s -b hilt.cookies %1$s/review-tasks/$TASK/decision -H 'Content-Type: application/json' -d '{"decision":"APPROVE"}'

                Be the executor: pull the decisions, act on them, and acknowledge the one of that task.
                  curl -s '%1$s/sources/%2$s/decision-events' -H 'X-API-Key: %3$s'
                  EVENT=$(curl -s %1$s/review-tasks/$TASK -H 'X-API-Key: %3$s' | grep -oE '"decision_event_id":"[0-9a-f-]{36}"' | cut -d'"' -f4); curl -s %1$s/sources/%2$s/decision-events/ack -H 'X-API-Key: %3$s' -H 'Content-Type: application/json' -d "{\\"event_ids\\":[\\"$EVENT\\"]}"

                Or be called: start a receiver (in a checkout; there is a receiver.mjs for node, too), give the source its
                address and its secret while the webhook is off, send a test, and switch it on when the test is delivered.
                  export SECRET=whsec_$(openssl rand -base64 32)
                  python3 docs/receivers/receiver.py & sleep 2
                  curl -s -X PATCH %1$s/sources/%2$s -H 'X-API-Key: %4$s' -H 'Content-Type: application/json' -d "{\\"delivery\\":{\\"mode\\":\\"WEBHOOK_AND_PULL\\",\\"webhook\\":{\\"enabled\\":false,\\"url\\":\\"http://127.0.0.1:8080/hooks\\",\\"secret\\":\\"$SECRET\\"}}}"
                  curl -s -X POST %1$s/sources/%2$s/webhook-test -H 'X-API-Key: %4$s'
                  curl -s -X PATCH %1$s/sources/%2$s -H 'X-API-Key: %4$s' -H 'Content-Type: application/json' -d '{"delivery":{"webhook":{"enabled":true}}}'
                The receiver prints the decisions that waited, and every later one: file and approve another task.
                """.formatted(url, keys.sourceId(), keys.agentKey(), keys.adminKey());
    }
}
