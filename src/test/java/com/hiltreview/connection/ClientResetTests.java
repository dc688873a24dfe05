package com.hiltreview.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** A client that resets its connection (TCP RST) is no fault of the service: nothing above debug is logged. */
class ClientResetTests extends ServiceTest {
    private static final int TIMES = 20;

    /** Long enough for the slowest of the requests to be answered, so that resets fall before, into and after it. */
    private static final int LONGEST_PAUSE_MILLIS = 60;

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Random random = new Random(13);

    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
                logged.add(event.getLoggerName() + ": " + event.getFormattedMessage());
            }
        }
    };

    /** When the client goes. */
    enum Moment {
        IN_THE_HEADERS,
        IN_THE_BODY,
        AFTER_THE_REQUEST
    }

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private CompositeMeterRegistry meters;

    @BeforeEach
    void listen() {
        meters.add(registry);
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(appender);
        meters.remove(registry);
    }

    @ParameterizedTest
    @EnumSource
    void logsNothing(Moment moment) throws Exception {
        var requests = requests();
        double before = open();
        logged.clear();
        for (int i = 0; i < TIMES; i++) {
            for (var request : requests) {
                reset(request, moment);
            }
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> open() <= before);
        assertThat(logged).isEmpty();
    }

    private double open() {
        return registry.get("hilt.connections.open").gauge().value();
    }

    /** Small and large ones, some that are refused, one that waits, and one whose answer does not end. */
    private List<String> requests() {
        var source = api.newSource();
        var task = Api.idOf(api.newTask(source));
        var block = "{\"id\":\"b%d\",\"type\":\"plaintext\",\"content\":\"" + "x".repeat(250_000) + "\"}";
        var blocks = IntStream.range(0, 4).mapToObj(block::formatted).collect(Collectors.joining(","));
        return List.of(
                post("/review-tasks", "{\"source_id\":\"" + source.id() + "\",\"blocks\":[" + blocks + "]}"),
                post("/review-tasks", "{\"source_id\":\"" + source.id() + "\",\"blocks\":[" + blocks + "],}"),
                post("/sources/" + source.id() + "/decision-events/ack", "{\"event_ids\":[\"" + task + "\"]}"),
                post("/auth/dev-login", "{\"email\":\"jane@example.com\"}"),
                post("/nowhere", "{}"),
                get("/review-tasks/" + task + "?wait=1"),
                get("/review-tasks/stream?source_id=" + source.id()));
    }

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + ADMIN_KEY
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + ADMIN_KEY + "\r\n\r\n";
    }

    private void reset(String request, Moment moment) throws IOException, InterruptedException {
        var service = URI.create(api.baseUrl());
        int headers = request.indexOf("\r\n\r\n") + 4;
        int length = switch (moment) {
            case IN_THE_HEADERS -> headers / 2;
            case IN_THE_BODY -> headers + (request.length() - headers) / 2;
            case AFTER_THE_REQUEST -> request.length();
        };
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request.substring(0, length).getBytes(US_ASCII));
            Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
        }
    }
}
