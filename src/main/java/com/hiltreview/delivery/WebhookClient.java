package com.hiltreview.delivery;

import com.hiltreview.source.Webhook;
import com.hiltreview.source.WebhookAddressRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/** Calls webhooks: signed, within a time, only at addresses that are open, following no redirect. */
@Component
class WebhookClient implements DisposableBean {
    /** JSON has one charset, and receivers may compare the header as it stands in the contract. */
    private static final ContentType JSON = ContentType.create("application/json");

    private static final int MAX_CONNECTIONS = 512;
    private static final int EXCERPT_BYTES = 1024;
    private static final Timeout CONNECTION_REUSED_FOR = Timeout.ofSeconds(50);
    /** How long a delivered call may go on for the sake of the log. */
    private static final int EXCERPT_MILLIS = 200;

    private final CloseableHttpClient http;
    private final ScheduledExecutorService deadlines;
    private final Clock clock;

    WebhookClient(WebhookAddressRules addresses, Clock clock, ObjectProvider<BuildProperties> build) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new CheckedResolver(addresses))
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .setIdleTimeout(CONNECTION_REUSED_FOR)
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .build())
                .build();
        var version = build.getIfAvailable();
        this.http = HttpClients.custom()
                .setConnectionManager(connections)
                .setUserAgent("HILT-Review/" + (version == null ? "development" : version.getVersion()))
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
        this.deadlines = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("webhook-deadlines").factory());
        this.clock = clock;
    }

    /** Judges the addresses that the connection will really go to: there is no second look-up. */
    private record CheckedResolver(WebhookAddressRules addresses) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            var found = InetAddress.getAllByName(host);
            for (var address : found) {
                if (!addresses.admits(host, address)) {
                    throw new RefusedAddressException();
                }
            }
            return found;
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /** @param eventId the same at every attempt */
    WebhookExchange post(Webhook webhook, String eventId, byte[] body) {
        return post(webhook, eventId, "decision", body);
    }

    WebhookExchange postSample(Webhook webhook, String eventId, byte[] body) {
        return post(webhook, eventId, "test", body);
    }

    // Deprecated in favour of a setting for all connections, but the time to connect is each source's own.
    @SuppressWarnings("deprecation")
    private WebhookExchange post(Webhook webhook, String eventId, String eventType, byte[] body) {
        var startedAt = clock.instant();
        long start = System.nanoTime();
        var request = new HttpPost(webhook.url());
        var timeout = Timeout.ofMilliseconds(webhook.timeoutMs());
        request.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(timeout)
                .setResponseTimeout(timeout)
                .setConnectTimeout(timeout)
                .build());
        sign(request, webhook.secrets(), eventId, startedAt, body);
        request.setHeader("X-HILT-Event-Type", eventType);
        request.setEntity(new ByteArrayEntity(body, JSON));
        var deadline = deadlines.schedule(request::cancel, webhook.timeoutMs(), TimeUnit.MILLISECONDS);
        try {
            return http.execute(request, response -> {
                int status = response.getCode();
                if (status >= 200 && status < 300) {
                    deadlines.schedule(request::cancel, EXCERPT_MILLIS, TimeUnit.MILLISECONDS);
                }
                var retryAfter = response.getFirstHeader("Retry-After");
                return new WebhookExchange(
                        status,
                        null,
                        false,
                        retryAfter == null ? null : retryAfter.getValue(),
                        excerpt(response),
                        startedAt,
                        millisSince(start));
            });
        } catch (IOException | RuntimeException fault) {
            boolean late = millisSince(start) >= webhook.timeoutMs();
            var error = late ? "No answer within " + webhook.timeoutMs() + " ms" : describe(fault);
            return new WebhookExchange(null, error, late, null, null, startedAt, millisSince(start));
        } finally {
            deadline.cancel(false);
        }
    }

    private static void sign(HttpPost request, List<String> secrets, String eventId, Instant now, byte[] body) {
        long timestamp = now.getEpochSecond();
        request.setHeader("webhook-id", eventId);
        request.setHeader("webhook-timestamp", Long.toString(timestamp));
        request.setHeader("webhook-signature", WebhookSignature.standard(secrets, eventId, timestamp, body));
        request.setHeader("X-HILT-Signature", WebhookSignature.hilt(secrets, timestamp, body));
        request.setHeader("X-HILT-Event-ID", eventId);
    }

    /** The status counts, whatever becomes of the body. */
    private static @Nullable String excerpt(ClassicHttpResponse response) {
        try (var entity = response.getEntity()) {
            if (entity == null) {
                return null;
            }
            var content = entity.getContent();
            var bytes = content == null ? new byte[0] : content.readNBytes(EXCERPT_BYTES);
            var text = new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
            return text.isEmpty() ? null : text;
        } catch (IOException dripping) {
            return null;
        }
    }

    private static String describe(Exception fault) {
        var message = fault.getMessage();
        var name = fault.getClass().getSimpleName();
        var text = message == null ? name : name + ": " + message;
        return text.substring(0, Math.min(text.length(), 500)).replace("\0", "");
    }

    private static int millisSince(long start) {
        return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @Override
    public void destroy() throws IOException {
        deadlines.shutdownNow();
        http.close();
    }
}
