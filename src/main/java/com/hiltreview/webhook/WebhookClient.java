package com.hiltreview.webhook;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.net.URIAuthority;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Calls webhooks: signed, with a time limit, only at permitted addresses, without following redirects. */
@Component
public class WebhookClient implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(WebhookClient.class);

    private static final Header JSON = new BasicHeader("Content-Type", "application/json");
    /** How long a call may continue after its status is known, to read the excerpt for the log. */
    private static final int EXCERPT_MILLIS = 200;

    private static final int MAX_ENDPOINTS = 10_000;

    private final WebhookAddressRules addresses;
    private final WebhookConnections connections;
    private final Clock clock;
    private final Header userAgent;
    private final Deadlines deadlines = new Deadlines();
    private final Map<String, WebhookEndpoint> endpoints = new ConcurrentHashMap<>();

    WebhookClient(
            WebhookAddressRules addresses,
            WebhookConnections connections,
            Clock clock,
            ObjectProvider<BuildProperties> build) {
        this.addresses = addresses;
        this.connections = connections;
        this.clock = clock;
        var version = build.getIfAvailable();
        this.userAgent = new BasicHeader(
                "User-Agent", "HILT-Review/" + (version == null ? "development" : version.getVersion()));
    }

    /**
     * @param eventId the same for all attempts
     * @param eventType the value of {@code X-HILT-Event-Type}
     */
    public WebhookExchange post(Webhook webhook, String eventId, String eventType, byte[] body) {
        var startedAt = clock.instant();
        long start = System.nanoTime();
        var deadline = deadlines.start(webhook.timeoutMs());
        try {
            var endpoint = endpoint(webhook.url());
            var request = request(endpoint, webhook, eventId, eventType, startedAt, body);
            return exchange(endpoint.server(), request, deadline, startedAt, start);
        } catch (IOException | HttpException | RuntimeException fault) {
            if (fault instanceof RuntimeException) {
                log.error("The call of the webhook of source {} broke off", webhook.sourceId(), fault);
            }
            boolean late = deadline.isOver();
            var words = late && !(fault instanceof NoAnswerException)
                    ? "No answer within " + deadline.millis() + " ms"
                    : NoAnswerException.of(fault).words();
            return new WebhookExchange(null, words, late, null, null, startedAt, millisSince(start));
        } finally {
            deadlines.stop(deadline);
        }
    }

    private WebhookExchange exchange(
            WebhookEndpoint.Server server, ClassicHttpRequest request, Deadline deadline, Instant startedAt, long start)
            throws IOException, HttpException {
        var connection = send(server, request, deadline);
        boolean reusable = false;
        try {
            var response = connection.receive();
            deadline.shortenTo(EXCERPT_MILLIS);
            var excerpt = excerpt(connection, response);
            reusable = excerpt.complete() && isKeptAlive(request, response) && connection.isClean();
            var retryAfter = response.getFirstHeader("Retry-After");
            return new WebhookExchange(
                    response.getCode(),
                    null,
                    false,
                    retryAfter == null ? null : retryAfter.getValue(),
                    excerpt.text(),
                    startedAt,
                    millisSince(start));
        } catch (IOException | HttpException noAnswer) {
            connections.forget(server);
            throw noAnswer;
        } finally {
            if (deadline.endInTime() && reusable) {
                connections.keep(connection);
            } else {
                WebhookConnections.close(connection);
            }
        }
    }

    private WebhookConnection send(WebhookEndpoint.Server server, ClassicHttpRequest request, Deadline deadline)
            throws IOException, HttpException {
        var kept = connections.reuse(server);
        if (kept != null) {
            try {
                send(kept, request, deadline);
                return kept;
            } catch (IOException dead) {
                // The receiver never read the end of the request, so it cannot have acted on it: try another
                // connection.
                connections.forget(server);
                if (deadline.isOver()) {
                    throw dead;
                }
            }
        }
        var opened = connections.open(server, deadline);
        send(opened, request, deadline);
        return opened;
    }

    private static void send(WebhookConnection connection, ClassicHttpRequest request, Deadline deadline)
            throws IOException, HttpException {
        boolean sent = false;
        try {
            deadline.guard(connection);
            connection.send(request);
            sent = true;
        } finally {
            if (!sent) {
                WebhookConnections.close(connection);
            }
        }
    }

    /** @throws NoAnswerException if the current rules refuse the URL, which was stored under other rules */
    private WebhookEndpoint endpoint(String url) throws NoAnswerException {
        var known = endpoints.get(url);
        if (known != null) {
            return known;
        }
        var fault = addresses.faultOf(url);
        if (fault.isPresent()) {
            throw new NoAnswerException("The webhook's URL " + fault.get(), null);
        }
        if (endpoints.size() >= MAX_ENDPOINTS) {
            endpoints.clear();
        }
        var endpoint = WebhookEndpoint.of(url);
        endpoints.put(url, endpoint);
        return endpoint;
    }

    private ClassicHttpRequest request(
            WebhookEndpoint endpoint, Webhook webhook, String eventId, String eventType, Instant now, byte[] body) {
        var server = endpoint.server();
        // The constructor without an authority parses the target again, and takes the first segment of //a/b for a
        // host.
        var request = new BasicClassicHttpRequest(
                Method.POST.name(),
                server.secure() ? "https" : "http",
                new URIAuthority(server.host(), server.port()),
                endpoint.target());
        long timestamp = now.getEpochSecond();
        var secrets = webhook.secrets();
        request.addHeader("Host", endpoint.authority());
        request.addHeader(userAgent);
        request.addHeader(JSON);
        request.addHeader("Content-Length", body.length);
        request.addHeader("webhook-id", eventId);
        request.addHeader("webhook-timestamp", timestamp);
        request.addHeader("webhook-signature", WebhookSignature.standard(secrets, eventId, timestamp, body));
        request.addHeader("X-HILT-Signature", WebhookSignature.hilt(secrets, timestamp, body));
        request.addHeader("X-HILT-Event-ID", eventId);
        request.addHeader("X-HILT-Event-Type", eventType);
        request.setEntity(new ByteArrayEntity(body, null));
        return request;
    }

    private static boolean isKeptAlive(ClassicHttpRequest request, ClassicHttpResponse response) {
        var context = HttpCoreContext.create();
        context.setProtocolVersion(HttpVersion.HTTP_1_1);
        return DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
    }

    /** Only the status counts, even if reading the body fails. */
    private static ResponseExcerpt excerpt(WebhookConnection connection, ClassicHttpResponse response) {
        try {
            return ResponseExcerpt.of(connection.body(response));
        } catch (IOException | HttpException malformed) {
            return new ResponseExcerpt(null, false);
        }
    }

    private static int millisSince(long start) {
        return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @Scheduled(fixedDelay = 10, initialDelay = 10, timeUnit = TimeUnit.SECONDS)
    void closeWornOutConnections() {
        connections.closeWornOut();
    }

    @Override
    public void destroy() {
        deadlines.close();
    }
}
