package com.hiltreview.webhook;

import static com.hiltreview.webhook.ScriptedReceiver.OK;
import static com.hiltreview.webhook.ScriptedReceiver.always;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.info.BuildProperties;

class WebhookClientTests {
    private static final byte[] BODY = "{\"event_id\":\"x\"}".getBytes(UTF_8);
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final ObjectProvider<BuildProperties> NO_BUILD =
            new StaticListableBeanFactory().getBeanProvider(BuildProperties.class);
    private static final String LOOPBACK = "127.0.0.0/8";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private final ControlledHosts hosts = new ControlledHosts();
    private final TestClock clock = new TestClock();

    @AfterEach
    void close() throws Exception {
        testIsOver.countDown();
        for (var resource : opened.reversed()) {
            resource.close();
        }
    }

    // ---- Which addresses are called

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "100.64.0.1",
                "169.254.169.254",
                "::1",
                "fd00::1",
                "64:ff9b::a00:1",
                "2002:a00:1::"
            })
    void refusesANameThatResolvesToAnAddressThatIsNotPublic(String address) {
        hosts.answer("hooks.example.test", address);
        var exchange = client().post(webhook("https://hooks.example.test/"), "id", "decision", BODY);
        assertThat(exchange.statusCode()).isNull();
        assertThat(exchange.error()).isEqualTo("The host has no address that webhooks may go to");
        assertThat(exchange.timedOut()).isFalse();
    }

    @Test
    void judgesEveryLookUpAnew() {
        var receiver = receiver(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        });
        hosts.answer("rebinds.test", "127.0.0.1").answer("rebinds.test", "127.0.0.2");
        var client = client("127.0.0.1");
        var url = "http://rebinds.test:" + receiver.port() + "/";
        assertThat(client.post(webhook(url), "id", "decision", BODY).isDelivered())
                .isTrue();
        assertThat(client.post(webhook(url), "id", "decision", BODY).error())
                .contains("no address that webhooks may go to");
        assertThat(receiver.connections()).isEqualTo(1);
    }

    @Test
    void connectsToTheAddressThatWasJudgedWithoutAnotherLookUp() {
        var receiver = receiver(always(OK));
        hosts.answer("rebinds.test", "127.0.0.1").answer("rebinds.test", "10.0.0.1");
        var client = client("127.0.0.1");
        assertThat(client.post(webhook("http://rebinds.test:" + receiver.port() + "/"), "id", "decision", BODY)
                        .isDelivered())
                .isTrue();
        assertThat(hosts.lookupsOf("rebinds.test")).isEqualTo(1);
    }

    @Test
    void passesOverARefusedAddressBesideOpenOnes() throws IOException {
        var reached = new ArrayList<InetAddress>();
        var receiver = receiver(new ServerSocket(0), connection -> {
            reached.add(connection.socket().getLocalAddress());
            always(OK).play(connection);
        });
        hosts.answer("both.test", "127.0.0.1", "10.0.0.1", "127.0.0.3");
        var exchange =
                client("127.0.0.3").post(webhook("http://both.test:" + receiver.port() + "/"), "id", "decision", BODY);
        assertThat(exchange.isDelivered()).isTrue();
        assertThat(reached).containsExactly(InetAddress.ofLiteral("127.0.0.3"));
    }

    @Test
    void goesOnToTheNextAddressWhereOneDoesNotListen() throws IOException {
        var receiver = receiver(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.3")), always(OK));
        hosts.answer("several.test", "127.0.0.2", "127.0.0.3");
        var exchange =
                client(LOOPBACK).post(webhook("http://several.test:" + receiver.port() + "/"), "id", "decision", BODY);
        assertThat(exchange.isDelivered()).isTrue();
    }

    @Test
    void sharesNoConnectionBetweenNamesOfTheSameAddress() {
        var receiver = receiver(always(OK));
        hosts.answer("open.test", "127.0.0.1").answer("closed.test", "127.0.0.1");
        var client = client("open.test");
        assertThat(client.post(webhook("http://open.test:" + receiver.port() + "/"), "id", "decision", BODY)
                        .isDelivered())
                .isTrue();
        assertThat(client.post(webhook("http://closed.test:" + receiver.port() + "/"), "id", "decision", BODY)
                        .error())
                .contains("no address that webhooks may go to");
        assertThat(receiver.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://hooks.example.test/", "https://10.0.0.1/", "https://hooks.example.test:25/"})
    void refusesAUrlThatWasStoredUnderOtherRules(String url) {
        hosts.answer("hooks.example.test", "127.0.0.1");
        var exchange = client(TestAddressRules.onlyHttps("127.0.0.1")).post(webhook(url), "id", "decision", BODY);
        assertThat(exchange.error()).startsWith("The webhook's URL must ");
        assertThat(hosts.lookupsOf("hooks.example.test")).isZero();
    }

    // ---- Looking up

    @Test
    void tellsThatANameIsUnknownAndAsksAgainNextTime() {
        var receiver = receiver(always(OK));
        hosts.fail("new.test").answer("new.test", "127.0.0.1");
        var client = client(LOOPBACK);
        var webhook = webhook("http://new.test:" + receiver.port() + "/");
        var failed = client.post(webhook, "id", "decision", BODY);
        assertThat(failed.error()).isEqualTo("The host's name could not be resolved");
        assertThat(failed.timedOut()).isFalse();
        assertThat(client.post(webhook, "id", "decision", BODY).isDelivered()).isTrue();
    }

    @Test
    void givesUpOnALookUpThatHangsAndKeepsOtherHostsFree() {
        var receiver = receiver(always(OK));
        hosts.then("hangs.test", name -> {
            awaitTheEnd();
            return new InetAddress[0];
        });
        hosts.answer("quick.test", "127.0.0.1");
        var client = client(LOOPBACK);
        for (int i = 0; i < 3; i++) {
            var exchange = client.post(webhook("http://hangs.test/", 150), "id", "decision", BODY);
            assertThat(exchange.error()).isEqualTo("The host's name was not resolved within 150 ms");
            assertThat(exchange.timedOut()).isTrue();
            assertThat(exchange.durationMs()).isBetween(140, 2000);
        }
        assertThat(hosts.lookupsOf("hangs.test")).isEqualTo(1);
        assertThat(client.post(webhook("http://quick.test:" + receiver.port() + "/"), "id", "decision", BODY)
                        .isDelivered())
                .isTrue();
    }

    // ---- What is sent

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//hooks/hilt?tok=1",
                "//double",
                "///three//",
                "/a//b",
                "/a/./b/../c",
                "/../up",
                "/a;b=c;d",
                "/a%2Fb%2fc",
                "/a%20b",
                "/:8080/x",
                "/@host/x",
                "//user@other.example/x",
                "/http://other.example/x",
                "/?",
                "/?a",
                "/?a=&b",
                "/hook?next=//other.example/x?y",
                "/hook??",
                "/hook?a=%2F%00",
                "/*",
                "/$&'()*+,;=:@!~-._"
            })
    void writesTheTargetAsTheUrlHasIt(String target) {
        var receiver = receiver(always(OK));
        var exchange = client("127.0.0.1")
                .post(webhook("http://127.0.0.1:" + receiver.port() + target), "e", "decision", BODY);
        assertThat(exchange.isDelivered()).as(exchange.error()).isTrue();
        assertThat(receiver.requests().getFirst()).startsWith("POST " + target + " HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @CsvSource({"'', /", "?, /?", "?a=b, /?a=b"})
    void writesAPathWhereTheUrlHasNone(String rest, String target) {
        var receiver = receiver(always(OK));
        client("127.0.0.1").post(webhook("http://127.0.0.1:" + receiver.port() + rest), "e", "decision", BODY);
        assertThat(receiver.requests().getFirst()).startsWith("POST " + target + " HTTP/1.1\r\n");
    }

    @Test
    void writesTheTargetInAsciiWhateverLettersThePathHas() throws IOException {
        var receiver = receiver(always(OK));
        // U+010A would be a line feed if only its low byte were sent.
        var url = "http://127.0.0.1:" + receiver.port() + "/h\u010aX-Evil:1?q=\u00e9";
        assertThat(client(LOOPBACK).post(webhook(url), "id", "decision", BODY).isDelivered())
                .isTrue();
        assertThat(receiver.requests().getFirst())
                .startsWith("POST /h%C4%8AX-Evil:1?q=%C3%A9 HTTP/1.1\r\nHost: 127.0.0.1:" + receiver.port() + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "my_agent, my_agent",
        "My_Agent., my_agent",
        "agent_1.example.test, agent_1.example.test",
        "b\u00fccher.example, xn--bcher-kva.example",
        "B\u00dcCHER\u3002example, xn--bcher-kva.example",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "\uff11\uff12\uff17.0.0.1, 127.0.0.1",
        "[::0001], [::0001]"
    })
    void callsAHostByItsCanonicalName(String given, String canonical) throws IOException {
        var listening = new ServerSocket(0, 50, InetAddress.ofLiteral(given.startsWith("[") ? "::1" : "127.0.0.1"));
        var receiver = receiver(listening, always(OK));
        hosts.answer(canonical, "127.0.0.1");
        var client = client(LOOPBACK, "::1");
        var exchange = client.post(webhook("http://" + given + ":" + receiver.port() + "/h"), "id", "decision", BODY);
        assertThat(exchange.error()).isNull();
        assertThat(receiver.requests().getFirst())
                .startsWith("POST /h HTTP/1.1\r\nHost: " + canonical + ":" + receiver.port() + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_agent", "b\u00fccher.example"})
    void judgesTheAddressOfAnUnusualNameLikeAnyOther(String host) {
        hosts.answer("my_agent", "10.0.0.1").answer("xn--bcher-kva.example", "169.254.169.254");
        assertThat(client().post(webhook("https://" + host + "/"), "id", "decision", BODY)
                        .error())
                .isEqualTo("The host has no address that webhooks may go to");
    }

    @Test
    void keepsNoCookies() {
        var receiver = receiver(always("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"));
        var client = client(LOOPBACK);
        client.post(webhook(receiver.url()), "id", "decision", BODY);
        client.post(webhook(receiver.url()), "id", "decision", BODY);
        assertThat(receiver.requests())
                .hasSize(2)
                .allSatisfy(request ->
                        assertThat(request).doesNotContain("Cookie").endsWith("\r\n\r\n" + new String(BODY, UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "socks"})
    void usesNoProxyOfTheJvm(String kind) {
        var receiver = receiver(always(OK));
        var host = kind.equals("http") ? "http.proxyHost" : "socksProxyHost";
        var port = kind.equals("http") ? "http.proxyPort" : "socksProxyPort";
        System.setProperty(host, "127.0.0.1");
        System.setProperty(port, "9");
        System.setProperty("http.nonProxyHosts", "");
        System.setProperty("socksNonProxyHosts", "");
        try {
            assertThat(client(LOOPBACK)
                            .post(webhook(receiver.url()), "id", "decision", BODY)
                            .isDelivered())
                    .isTrue();
        } finally {
            List.of(host, port, "http.nonProxyHosts", "socksNonProxyHosts").forEach(System::clearProperty);
        }
    }

    // ---- What comes back

    static Stream<Arguments> failures() {
        return Stream.of(
                failure("closes at once", connection -> {}, "The connection was closed before an answer came"),
                failure(
                        "resets at once",
                        connection -> connection.socket().setSoLinger(true, 0),
                        "The connection was closed before an answer came"),
                failure(
                        "reads and closes",
                        ScriptedReceiver.Connection::read,
                        "The connection was closed before an answer came"),
                failure("breaks off in the status line", answering("HTTP/1.1 20"), "The answer is not HTTP/1.1"),
                failure(
                        "speaks another protocol",
                        answering("220 smtp.example.test ready\r\n"),
                        "The answer is not HTTP/1.1"),
                failure("answers in HTTP/2", answering("HTTP/2.0 200 OK\r\n\r\n"), "The answer is not HTTP/1.1"),
                failure("has the status 000", answering("HTTP/1.1 000 x\r\n\r\n"), "The answer is not HTTP/1.1"),
                failure("has no status", answering("HTTP/1.1 abc\r\n\r\n"), "The answer is not HTTP/1.1"),
                failure(
                        "sends noise",
                        answering("\u0000\u0001\u00ff".repeat(1000) + "\r\n\r\n"),
                        "The answer is not HTTP/1.1"),
                failure(
                        "sends a header of 10 MB",
                        answering("HTTP/1.1 200 OK\r\nX: " + "x".repeat(10_000_000) + "\r\n\r\n"),
                        "The answer's head is too large"),
                failure(
                        "sends header lines without end",
                        connection -> {
                            connection.read();
                            connection.write("HTTP/1.1 200 OK\r\n");
                            while (true) {
                                connection.write("X: y\r\n".repeat(100));
                            }
                        },
                        "The answer's head is too large"),
                failure(
                        "sends interim answers without end",
                        connection -> {
                            connection.read();
                            while (true) {
                                connection.write("HTTP/1.1 103 Early Hints\r\n\r\n");
                            }
                        },
                        "The answer did not come behind 20 interim ones"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void saysPlainlyWhyNoAnswerCame(String what, ScriptedReceiver.Script script, String words) {
        var receiver = receiver(script);
        var exchange = client(LOOPBACK).post(webhook(receiver.url()), "id", "decision", BODY);
        assertThat(exchange.statusCode()).isNull();
        assertThat(exchange.error()).isEqualTo(words);
        assertThat(exchange.timedOut()).isFalse();
    }

    static Stream<Arguments> delays() {
        return Stream.of(
                delay("never reads", (connection, end) -> end.call()),
                delay("never answers", (connection, end) -> {
                    connection.read();
                    end.call();
                }),
                delay("drips the head", (connection, end) -> {
                    connection.read();
                    for (var letter : "HTTP/1.1 200 OK\r\nX-Slow: ".split("")) {
                        connection.write(letter);
                        Thread.sleep(20);
                    }
                    end.call();
                }),
                delay("drips interim answers", (connection, end) -> {
                    connection.read();
                    for (int i = 0; i < 15; i++) {
                        connection.write("HTTP/1.1 100 Continue\r\n\r\n");
                        Thread.sleep(20);
                    }
                    end.call();
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("delays")
    void givesUpWhenTheTimeIsOver(String what, Delayed script) {
        var receiver = receiver(connection -> script.play(connection, this::awaitTheEnd));
        // More than the sockets' buffers hold, so that a receiver that does not read stops the writing, too. Signing
        // that
        // much takes a part of the time on a busy machine.
        boolean large = what.equals("never reads");
        int millis = large ? 2000 : 600;
        var exchange = client(LOOPBACK)
                .post(webhook(receiver.url(), millis), "id", "decision", large ? new byte[12_000_000] : BODY);
        assertThat(exchange.statusCode()).isNull();
        assertThat(exchange.error()).isEqualTo("No answer within " + millis + " ms");
        assertThat(exchange.timedOut()).isTrue();
        assertThat(exchange.durationMs()).isBetween(millis - 10, millis + 1900);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "A full backlog is silent only there")
    void givesUpWhereNoConnectionComes() throws IOException {
        var silent = silent(0);
        var exchange = client(LOOPBACK).post(webhook("http://127.0.0.2:" + silent, 250), "id", "decision", BODY);
        assertThat(exchange.error()).isEqualTo("No connection within 250 ms");
        assertThat(exchange.timedOut()).isTrue();
        assertThat(exchange.durationMs()).isBetween(240, 2500);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "A full backlog is silent only there")
    void leavesTimeForTheNextAddressWhereOneIsSilent() throws IOException {
        var receiver = receiver(always(OK));
        silent(receiver.port());
        hosts.answer("several.test", "127.0.0.2", "127.0.0.1");
        var exchange = client(LOOPBACK)
                .post(webhook("http://several.test:" + receiver.port() + "/", 1000), "id", "decision", BODY);
        assertThat(exchange.isDelivered()).isTrue();
    }

    /** A port of 127.0.0.2 where connections wait for ever, its backlog being full. */
    private int silent(int port) throws IOException {
        var server = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.2"));
        opened.add(server);
        // The kernel takes two or three before its backlog is full, and says nothing to the next one.
        boolean full = false;
        for (int i = 0; i < 10 && !full; i++) {
            var socket = new Socket();
            opened.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 100);
            } catch (SocketTimeoutException silence) {
                full = true;
            }
        }
        assertThat(full).isTrue();
        return server.getLocalPort();
    }

    @Test
    void tellsThatTheConnectionWasRefusedAndNotByWhichAddress() throws IOException {
        int port;
        try (var closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        hosts.answer("hooks.internal", "127.0.0.9");
        var exchange =
                client("hooks.internal").post(webhook("http://hooks.internal:" + port + "/"), "id", "decision", BODY);
        assertThat(exchange.error()).isEqualTo("The connection was refused");
    }

    static Stream<Arguments> endlessBodies() {
        return Stream.of(
                Arguments.of("drips", 200, "Content-Length: 1000", 20),
                Arguments.of("drips a failure", 503, "Content-Length: 1000", 20),
                Arguments.of("never ends", 200, "Connection: close", 0),
                Arguments.of("never ends in chunks", 200, "Transfer-Encoding: chunked", 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endlessBodies")
    void countsTheStatusWhateverBecomesOfTheBody(String what, int status, String header, int pauseMillis) {
        var receiver = receiver(connection -> {
            connection.read();
            connection.write("HTTP/1.1 " + status + " X\r\n" + header + "\r\n\r\n");
            while (true) {
                connection.write(header.contains("chunked") ? "8\r\nxxxxxxxx\r\n" : "xxxxxxxx");
                Thread.sleep(pauseMillis);
            }
        });
        var exchange = client(LOOPBACK).post(webhook(receiver.url()), "id", "decision", BODY);
        assertThat(exchange.statusCode()).isEqualTo(status);
        assertThat(exchange.error()).isNull();
        assertThat(exchange.timedOut()).isFalse();
        assertThat(exchange.responseExcerpt()).matches("x{8,1024}");
        assertThat(exchange.durationMs()).isLessThan(2500);
    }

    static Stream<Arguments> excerpts() {
        return Stream.of(
                Arguments.of("thank you".getBytes(UTF_8), Optional.of("thank you")),
                Arguments.of(new byte[0], Optional.empty()),
                Arguments.of("a\0b".getBytes(UTF_8), Optional.of("ab")),
                Arguments.of("x".repeat(5000).getBytes(UTF_8), Optional.of("x".repeat(1024))),
                Arguments.of(("x".repeat(1023) + "é").getBytes(UTF_8), Optional.of("x".repeat(1023))),
                Arguments.of("\ud83d\ude00".repeat(1000).getBytes(UTF_8), Optional.of("\ud83d\ude00".repeat(256))),
                Arguments.of(
                        ("xx" + "\ud83d\ude00".repeat(1000)).getBytes(UTF_8),
                        Optional.of("xx" + "\ud83d\ude00".repeat(255))),
                Arguments.of(noUtf8(), Optional.of("\ufffd".repeat(341))));
    }

    private static byte[] noUtf8() {
        var bytes = new byte[3000];
        Arrays.fill(bytes, (byte) 0xff);
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("excerpts")
    void keepsAtMostOneKibibyteOfWholeCharacters(byte[] body, Optional<String> expected) {
        var receiver = receiver(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
            connection.write(body);
        });
        var exchange = client(LOOPBACK).post(webhook(receiver.url()), "id", "decision", BODY);
        assertThat(Optional.ofNullable(exchange.responseExcerpt())).isEqualTo(expected);
    }

    @Test
    void handsTheRetryAfterHeaderOn() {
        var receiver = receiver(always("HTTP/1.1 503 X\r\nretry-after: 120\r\nContent-Length: 0\r\n\r\n"));
        assertThat(client(LOOPBACK)
                        .post(webhook(receiver.url()), "id", "decision", BODY)
                        .retryAfter())
                .isEqualTo("120");
    }

    // ---- Connections

    @Test
    void makesFiftyCallsInTurnOverOneConnection() {
        var receiver = receiver(always(OK));
        var client = client(LOOPBACK);
        for (int i = 0; i < 50; i++) {
            assertThat(client.post(webhook(receiver.url()), "id", "decision", BODY)
                            .isDelivered())
                    .isTrue();
        }
        assertThat(receiver.connections()).isEqualTo(1);
    }

    @Test
    void opensNoMoreConnectionsThanCallsAreUnderWay() throws Exception {
        var receiver = receiver(always(OK));
        var client = client(LOOPBACK);
        try (var workers = Executors.newFixedThreadPool(20, Thread.ofVirtual().factory())) {
            var call = (Callable<WebhookExchange>) () -> client.post(webhook(receiver.url()), "id", "decision", BODY);
            for (var answered : workers.invokeAll(Collections.nCopies(200, call))) {
                assertThat(answered.get().isDelivered()).isTrue();
            }
        }
        assertThat(receiver.requests()).hasSize(200);
        assertThat(receiver.connections()).isLessThanOrEqualTo(20);
    }

    @Test
    void opensAnotherConnectionWhereTheReceiverClosedTheIdleOne() {
        var closed = new CountDownLatch(1);
        var receiver = receiver(connection -> {
            connection.read();
            connection.write(OK);
            connection.socket().close();
            closed.countDown();
        });
        var client = client(LOOPBACK);
        for (int i = 0; i < 10; i++) {
            assertThat(client.post(webhook(receiver.url()), "id", "decision", BODY)
                            .isDelivered())
                    .isTrue();
            await().until(() -> closed.getCount() == 0);
        }
        assertThat(receiver.requests()).hasSize(10);
        assertThat(receiver.connections()).isEqualTo(10);
    }

    @Test
    void doesNotRepeatARequestThatMayHaveArrived() {
        var receiver = receiver(connection -> {
            connection.read();
            connection.write(OK);
            connection.read();
        });
        var client = client(LOOPBACK);
        assertThat(client.post(webhook(receiver.url()), "id", "decision", BODY).isDelivered())
                .isTrue();
        assertThat(client.post(webhook(receiver.url()), "id", "decision", BODY).error())
                .isEqualTo("The connection was closed before an answer came");
        assertThat(receiver.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n"
            })
    void usesNoConnectionAgainThatIsNotClean(String answer) {
        var receiver = receiver(always(answer));
        var client = client(LOOPBACK);
        for (int i = 0; i < 2; i++) {
            assertThat(client.post(webhook(receiver.url()), "id", "decision", BODY)
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(receiver.connections()).isEqualTo(2);
    }

    @Test
    void usesNoConnectionAgainThatSpeaksUnasked() {
        var spoken = new CountDownLatch(1);
        var receiver = receiver(connection -> {
            connection.read();
            connection.write(OK);
            Thread.sleep(50);
            connection.write("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n");
            spoken.countDown();
            awaitTheEnd();
        });
        var client = client(LOOPBACK);
        client.post(webhook(receiver.url()), "id", "decision", BODY);
        await().until(() -> spoken.getCount() == 0);
        assertThat(client.post(webhook(receiver.url()), "id", "decision", BODY).statusCode())
                .isEqualTo(200);
        assertThat(receiver.connections()).isEqualTo(2);
    }

    @Test
    void readsAnAnswerOfAFewKibibytesToItsEndForTheConnectionsSake() {
        var receiver = receiver(always("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + "x".repeat(9000)));
        var client = client(LOOPBACK);
        client.post(webhook(receiver.url()), "id", "decision", BODY);
        client.post(webhook(receiver.url()), "id", "decision", BODY);
        assertThat(receiver.connections()).isEqualTo(1);
    }

    @Test
    void closesConnectionsThatAreIdle() {
        var closed = new CountDownLatch(1);
        var receiver = receiver(connection -> {
            always(OK).play(connection);
            closed.countDown();
        });
        var client = client(LOOPBACK);
        client.post(webhook(receiver.url()), "id", "decision", BODY);
        clock.move(Duration.ofSeconds(49));
        client.closeWornOutConnections();
        assertThat(closed.getCount()).isEqualTo(1);
        clock.move(Duration.ofSeconds(1));
        client.closeWornOutConnections();
        await().until(() -> closed.getCount() == 0);
    }

    @Test
    void looksAReceiverUpAgainAfterFiveMinutesOfUse() {
        var receiver = receiver(always(OK));
        hosts.answer("moves.test", "127.0.0.1");
        var client = client(LOOPBACK);
        for (int i = 0; i < 11; i++) {
            client.post(webhook("http://moves.test:" + receiver.port() + "/"), "id", "decision", BODY);
            clock.move(Duration.ofSeconds(30));
        }
        assertThat(hosts.lookupsOf("moves.test")).isEqualTo(2);
    }

    @Test
    void looksAReceiverUpAgainAfterItFailed() {
        var receiver = receiver(connection -> {
            connection.read();
            connection.write(OK);
            connection.read();
        });
        hosts.answer("moves.test", "127.0.0.1");
        var client = client(LOOPBACK);
        var webhook = webhook("http://moves.test:" + receiver.port() + "/");
        assertThat(client.post(webhook, "id", "decision", BODY).isDelivered()).isTrue();
        assertThat(client.post(webhook, "id", "decision", BODY).isDelivered()).isFalse();
        assertThat(client.post(webhook, "id", "decision", BODY).isDelivered()).isTrue();
        assertThat(hosts.lookupsOf("moves.test")).isEqualTo(2);
    }

    // ---- Help

    interface Delayed {
        void play(ScriptedReceiver.Connection connection, Callable<@Nullable Void> end) throws Exception;
    }

    private static Arguments failure(String what, ScriptedReceiver.Script script, String words) {
        return Arguments.of(what, script, words);
    }

    private static Arguments delay(String what, Delayed script) {
        return Arguments.of(what, script);
    }

    private static ScriptedReceiver.Script answering(String bytes) {
        return connection -> {
            connection.read();
            connection.write(bytes);
        };
    }

    private ScriptedReceiver receiver(ScriptedReceiver.Script script) {
        var receiver = new ScriptedReceiver(script);
        opened.add(receiver);
        return receiver;
    }

    private ScriptedReceiver receiver(ServerSocket server, ScriptedReceiver.Script script) {
        var receiver = new ScriptedReceiver(server, script);
        opened.add(receiver);
        return receiver;
    }

    private WebhookClient client(String... allowedHosts) {
        return client(TestAddressRules.opening(allowedHosts));
    }

    private WebhookClient client(WebhookAddressRules rules) {
        try {
            var connections =
                    new WebhookConnections(rules, hosts, SSLContext.getDefault().getSocketFactory(), clock);
            opened.add(connections);
            var client = new WebhookClient(rules, connections, clock, NO_BUILD);
            opened.add(client::destroy);
            return client;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Webhook webhook(String url) {
        return webhook(url, 5000);
    }

    private static Webhook webhook(String url, int timeoutMs) {
        return new Webhook(UUID.randomUUID(), url, List.of(SECRET), timeoutMs, 10, 30);
    }

    private @Nullable Void awaitTheEnd() {
        try {
            testIsOver.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        return null;
    }
}
