package com.hiltreview.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real HTTP server that webhooks are sent to; answers 200 unless told otherwise. */
public final class WebhookReceiver implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<Call> arriving = new LinkedBlockingQueue<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = answer(200);

    /** What was received. */
    public record Call(String path, Map<String, List<String>> headers, byte[] body, long receivedAtMillis) {
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().getFirst())
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** How a call is answered; the exchange is closed afterwards. */
    public interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    public static Behaviour answer(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** Does not answer until the gate is open, and then as told. */
    public static Behaviour answerOnce(CountDownLatch gate, Behaviour then) {
        return exchange -> {
            hang(gate);
            then.answer(exchange);
        };
    }

    /** Returns when the gate is open, and fails if it still is not after 30 seconds. */
    public static void hang(CountDownLatch gate) throws IOException {
        try {
            if (!gate.await(30, TimeUnit.SECONDS)) {
                throw new IOException("The test did not open the gate");
            }
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    public WebhookReceiver() {
        this(0);
    }

    /** @param port where it listens; 0 for any */
    public WebhookReceiver(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                var body = exchange.getRequestBody().readAllBytes();
                var call = new Call(
                        exchange.getRequestURI().getPath(),
                        Map.copyOf(exchange.getRequestHeaders()),
                        body,
                        System.currentTimeMillis());
                calls.add(call);
                arriving.add(call);
                behaviour.answer(exchange);
            }
        });
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    public void behave(Behaviour next) {
        behaviour = next;
    }

    /** Waits for the next call, at most 10 seconds. */
    public Call await() {
        try {
            var call = arriving.poll(10, TimeUnit.SECONDS);
            if (call == null) {
                throw new AssertionError("No webhook arrived within 10 seconds");
            }
            return call;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
