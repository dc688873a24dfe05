package com.hiltreview.webhook;

import static com.hiltreview.webhook.ScriptedReceiver.OK;
import static com.hiltreview.webhook.ScriptedReceiver.always;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.info.BuildProperties;

class WebhookTlsTests {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final byte[] BODY = "{}".getBytes(UTF_8);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static KeyStore keys;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ControlledHosts hosts =
            new ControlledHosts().answer("hooks.example.test", "127.0.0.1").answer("other.example.test", "127.0.0.1");

    @BeforeAll
    static void makeCertificates() throws Exception {
        keytool("ca", "-ext", "bc:c");
        keytool("good", "-signer", "ca", "-ext", "san=dns:hooks.example.test");
        keytool("underscore", "-signer", "ca", "-ext", names("my_agent", "agent_2.example.test"));
        keytool("wildcard", "-signer", "ca", "-ext", names("*.example.test"));
        keytool("wide", "-signer", "ca", "-ext", names("*.test", "*", "my_*.example.test", "a.*.example.test"));
        keytool("my_agent", "-signer", "ca");
        keytool("self-signed", "-ext", names("my_agent"));
        keytool(
                "expired",
                "-signer",
                "ca",
                "-ext",
                "san=dns:hooks.example.test",
                "-startdate",
                "-10d",
                "-validity",
                "5");
        keys = KeyStore.getInstance(directory.resolve("keys").toFile(), PASSWORD);
    }

    /** The extension as bytes, since keytool itself makes no names with underscores or odd wildcards. */
    private static String names(String... dnsNames) {
        var names = new ByteArrayOutputStream();
        for (var name : dnsNames) {
            names.write(0x82);
            names.write(name.length());
            names.writeBytes(name.getBytes(UTF_8));
        }
        return "2.5.29.17=30%02x%s".formatted(names.size(), HexFormat.of().formatHex(names.toByteArray()));
    }

    private static void keytool(String alias, String... more) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                directory.resolve("keys").toString(),
                "-storepass",
                String.valueOf(PASSWORD),
                "-keyalg",
                "EC",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias));
        command.addAll(List.of(more));
        var log = directory.resolve("keytool.log").toFile();
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start()
                .waitFor();
        assertThat(code).as(Files.readString(log.toPath())).isZero();
    }

    @AfterEach
    void close() throws Exception {
        for (var resource : opened.reversed()) {
            resource.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void callsATrustedReceiverByItsNameOverOneConnection(String version) throws Exception {
        var seen = new CopyOnWriteArrayList<String>();
        var receiver = receiver("good", version, connection -> {
            while (connection.read() != null) {
                var session = (ExtendedSSLSession) ((SSLSocket) connection.socket()).getSession();
                seen.add(session.getProtocol() + " " + session.getRequestedServerNames());
                connection.write(OK);
            }
        });
        var client = client();
        for (int i = 0; i < 3; i++) {
            assertThat(post(client, "hooks.example.test", receiver).error()).isNull();
        }
        assertThat(receiver.connections()).isEqualTo(1);
        assertThat(seen)
                .hasSize(3)
                .allSatisfy(
                        session -> assertThat(session).startsWith(version + " ").contains("hooks.example.test"));
    }

    @ParameterizedTest
    @CsvSource({
        "my_agent, underscore",
        "MY_AGENT, underscore",
        "agent_2.example.test, underscore",
        "agent_3.example.test, wildcard"
    })
    void callsAHostWithAnUnderscore(String host, String certificate) throws Exception {
        var receiver = receiver(certificate, "TLSv1.3", always(OK));
        hosts.answer(host.toLowerCase(Locale.ROOT), "127.0.0.1");
        var client = client();
        for (int i = 0; i < 2; i++) {
            assertThat(post(client, host, receiver).error()).isNull();
        }
        assertThat(receiver.requests()).hasSize(2);
    }

    /** A receiver on a JVM rejects such a name, so this one only listens to what the client says first. */
    @Test
    void announcesAHostWithAnUnderscore() throws Exception {
        var hellos = new CopyOnWriteArrayList<String>();
        var receiver = new ScriptedReceiver(connection -> {
            var hello = new byte[4096];
            int length = connection.socket().getInputStream().read(hello);
            hellos.add(new String(hello, 0, length, ISO_8859_1));
        });
        opened.add(receiver);
        hosts.answer("my_agent", "127.0.0.1");
        assertThat(post(client(), "My_Agent.", receiver).error()).isNotNull();
        assertThat(hellos.getFirst()).contains("\0\10my_agent");
    }

    @ParameterizedTest
    @CsvSource({
        "my_agent, good",
        "my_agent, wildcard",
        "my_agent, wide",
        "my_agent, my_agent",
        "your_agent, underscore",
        "x.my_agent, underscore",
        "my_agent.example.test, underscore",
        "my_agent.example.test, wide",
        "my_agent.test, wide",
        "a.b_c.example.test, wide",
        "a_b.c.example.test, wildcard",
        "my_agent.other.test, wildcard"
    })
    void refusesACertificateWithoutTheNameOfAHostWithAnUnderscore(String host, String certificate) throws Exception {
        var receiver = receiver(certificate, "TLSv1.3", always(OK));
        hosts.answer(host, "127.0.0.1");
        var client = client();
        for (int i = 0; i < 2; i++) {
            assertThat(post(client, host, receiver).error())
                    .isEqualTo("The receiver's certificate is not for this host");
        }
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void trustsNobodyElseForAHostWithAnUnderscore() throws Exception {
        var receiver = receiver("self-signed", "TLSv1.3", always(OK));
        hosts.answer("my_agent", "127.0.0.1");
        assertThat(post(client(), "my_agent", receiver).error()).isEqualTo("The receiver's certificate is not trusted");
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() throws Exception {
        var receiver = receiver("good", "TLSv1.3", always(OK));
        assertThat(post(client(SSLContext.getDefault()), "hooks.example.test", receiver)
                        .error())
                .isEqualTo("The receiver's certificate is not trusted");
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void refusesACertificateOfAnotherHost() throws Exception {
        var receiver = receiver("good", "TLSv1.3", always(OK));
        assertThat(post(client(), "other.example.test", receiver).error())
                .isEqualTo("The receiver's certificate is not for this host");
        assertThat(post(client(), "127.0.0.1", receiver).error())
                .isEqualTo("The receiver's certificate is not for this host");
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void refusesAnExpiredCertificate() throws Exception {
        var receiver = receiver("expired", "TLSv1.3", always(OK));
        assertThat(post(client(), "hooks.example.test", receiver).error())
                .isEqualTo("The receiver's certificate has expired");
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void tellsThatTheOtherSideSpeaksNoTls() throws Exception {
        var receiver = new ScriptedReceiver(connection -> connection.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
        opened.add(receiver);
        assertThat(post(client(), "hooks.example.test", receiver).error()).isEqualTo("The TLS handshake failed");
    }

    @Test
    void givesUpOnAHandshakeThatDoesNotEnd() throws Exception {
        var over = new CountDownLatch(1);
        opened.add(over::countDown);
        var receiver = new ScriptedReceiver(connection -> over.await());
        opened.add(receiver);
        var exchange =
                client().post(webhook("https://hooks.example.test:" + receiver.port(), 250), "id", "decision", BODY);
        assertThat(exchange.error()).isEqualTo("No connection within 250 ms");
        assertThat(exchange.timedOut()).isTrue();
        assertThat(exchange.durationMs()).isBetween(240, 2500);
    }

    private ScriptedReceiver receiver(String alias, String version, ScriptedReceiver.Script script) throws Exception {
        var context = SSLContext.getInstance("TLS");
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(only(alias), PASSWORD);
        context.init(managers.getKeyManagers(), null, null);
        var server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
        server.setEnabledProtocols(new String[] {version});
        var receiver = new ScriptedReceiver((ServerSocket) server, script);
        opened.add(receiver);
        return receiver;
    }

    private static KeyStore only(String alias) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry(alias, keys.getKey(alias, PASSWORD), PASSWORD, keys.getCertificateChain(alias));
        return store;
    }

    /** Trusts the test's authority and nobody else. */
    private WebhookClient client() throws GeneralSecurityException, IOException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("ca", keys.getCertificate("ca"));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return client(context);
    }

    private WebhookClient client(SSLContext context) {
        var rules = TestAddressRules.opening("127.0.0.0/8");
        var clock = new TestClock();
        var connections = new WebhookConnections(rules, hosts, context.getSocketFactory(), clock);
        opened.add(connections);
        var client = new WebhookClient(
                rules, connections, clock, new StaticListableBeanFactory().getBeanProvider(BuildProperties.class));
        opened.add(client::destroy);
        return client;
    }

    private static WebhookExchange post(WebhookClient client, String host, ScriptedReceiver receiver) {
        return client.post(webhook("https://" + host + ":" + receiver.port() + "/", 5000), "id", "decision", BODY);
    }

    private static Webhook webhook(String url, int timeoutMs) {
        return new Webhook(UUID.randomUUID(), url, List.of("s".repeat(32)), timeoutMs, 10, 30);
    }
}
