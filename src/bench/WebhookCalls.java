package com.hiltreview.webhook;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** What a webhook call costs with no database: calls a second and CPU a call. {@code calls.sh} runs it; see README.md. */
final class WebhookCalls {
    private static final String ID = "01a20839-9786-7399-a7ce-07966882878f";

    private interface Caller {
        int call(Webhook webhook, byte[] body) throws Exception;
    }

    @ConfigurationPropertiesScan("com.hiltreview.source")
    @Import({WebhookAddressRules.class, WebhookConfiguration.class, WebhookClient.class})
    static class Beans {
        @Bean
        Clock clock() {
            return Clock.tickMillis(ZoneOffset.UTC);
        }
    }

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        if (args[0].equals("receive")) {
            receive(port);
        }
        measure(args[0], port, Integer.parseInt(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        System.exit(0);
    }

    private static void measure(String client, int port, int inFlight, int seconds, int size) throws Exception {
        var secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
        var url = "http://127.0.0.1:" + port + "/hook";
        var webhook = new Webhook(UUID.randomUUID(), url, List.of(secret), 5000, 10, 30);
        var body = new byte[size];
        Arrays.fill(body, (byte) 'x');
        var caller = caller(client);
        var answered = new LongAdder();
        var failed = new LongAdder();
        var workers = Executors.newVirtualThreadPerTaskExecutor();
        for (int i = 0; i < inFlight; i++) {
            workers.submit(() -> {
                while (true) {
                    try {
                        (caller.call(webhook, body) == 200 ? answered : failed).increment();
                    } catch (Exception fault) {
                        failed.increment();
                    }
                }
            });
        }
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Thread.sleep(seconds * 1000L);
        long callsBefore = answered.sum();
        long cpuBefore = system.getProcessCpuTime();
        long start = System.nanoTime();
        Thread.sleep(seconds * 1000L);
        long calls = answered.sum() - callsBefore;
        double cpu = (system.getProcessCpuTime() - cpuBefore) / 1e3;
        double elapsed = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%-8s %4d in flight %8.0f calls/s %6.1f us CPU a call, %d failed%n",
                client, inFlight, calls / elapsed, cpu / calls, failed.sum());
    }

    private static Caller caller(String client) {
        return switch (client) {
            case "service" -> {
                System.setProperty("hilt.webhook.allowed-hosts", "");
                System.setProperty("hilt.webhook.allow-http", "false");
                System.setProperty("hilt.webhook.allow-loopback", "true");
                var calls = new AnnotationConfigApplicationContext(Beans.class).getBean(WebhookClient.class);
                yield (webhook, body) -> {
                    var status = calls.post(webhook, ID, body).statusCode();
                    return status == null ? 0 : status;
                };
            }
            case "jdk" -> jdk();
            case "sign" -> (webhook, body) -> {
                long now = System.currentTimeMillis() / 1000;
                WebhookSignature.standard(webhook.secrets(), ID, now, body);
                WebhookSignature.hilt(webhook.secrets(), now, body);
                return 200;
            };
            default -> throw new IllegalArgumentException("There is no client " + client);
        };
    }

    private static Caller jdk() {
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        return (webhook, body) -> {
            long now = System.currentTimeMillis() / 1000;
            var request = HttpRequest.newBuilder(URI.create(webhook.url()))
                    .timeout(Duration.ofMillis(webhook.timeoutMs()))
                    .header("Content-Type", "application/json")
                    .header("User-Agent", "HILT-Review/development")
                    .header("webhook-id", ID)
                    .header("webhook-timestamp", Long.toString(now))
                    .header("webhook-signature", WebhookSignature.standard(webhook.secrets(), ID, now, body))
                    .header("X-HILT-Signature", WebhookSignature.hilt(webhook.secrets(), now, body))
                    .header("X-HILT-Event-ID", ID)
                    .header("X-HILT-Event-Type", "decision")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
        };
    }

    /** Answers every request with 200 and "ok", on one thread, and looks at nothing but its length. */
    private static void receive(int port) throws IOException {
        var answer = ByteBuffer.wrap("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
        var selector = Selector.open();
        var server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", port), 1024);
        server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
        while (true) {
            selector.select(key -> {
                try {
                    if (key.isAcceptable()) {
                        server.accept().configureBlocking(false).register(
                                selector, SelectionKey.OP_READ, ByteBuffer.allocate(128 * 1024));
                    } else {
                        answer((SocketChannel) key.channel(), (ByteBuffer) key.attachment(), answer);
                    }
                } catch (IOException gone) {
                    key.cancel();
                }
            });
        }
    }

    private static void answer(SocketChannel client, ByteBuffer received, ByteBuffer answer) throws IOException {
        if (client.read(received) < 0) {
            client.close();
            return;
        }
        int end = endOfRequest(received);
        if (end > 0) {
            client.write(answer.rewind());
            received.flip().position(end).compact();
        }
    }

    /** Past its body, or 0 where it is not complete. */
    private static int endOfRequest(ByteBuffer received) {
        var head = new String(received.array(), 0, Math.min(received.position(), 1200), StandardCharsets.ISO_8859_1);
        int body = head.indexOf("\r\n\r\n") + 4;
        int length = head.indexOf("Content-Length: ");
        if (body < 4 || length < 0) {
            length = head.indexOf("content-length: ");
        }
        if (body < 4 || length < 0) {
            return 0;
        }
        int end = body + Integer.parseInt(head.substring(length + 16, head.indexOf('\r', length)));
        return received.position() >= end ? end : 0;
    }
}
