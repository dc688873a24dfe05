package com.hiltreview.testing;

import com.hiltreview.apikey.ApiKeySecret;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Searches whatever a test JVM writes to its standard streams, all loggers included, and answers that tell of errors or
 * of the service's health, and fails the class in which a secret stands there. What {@link ExpectedLogLines} expects is
 * searched, but not shown. JUnit and Spring find it by themselves, so that no test can forget it.
 */
public final class SecretSearch
        implements BeforeAllCallback, AfterAllCallback, TestWatcher, ApplicationListener<ApplicationPreparedEvent> {
    /** Short ones would be found in innocent words. */
    private static final int SHORTEST = 12;

    private static final List<String> CONFIGURED = List.of(
            "hilt.secret.encryption-key",
            "hilt.secret.session-secret",
            "hilt.open-id.client-secret",
            "spring.datasource.password");

    private static final Pattern SECRET_MEMBER = Pattern.compile("\"secret\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern CODE_PARAMETER = Pattern.compile("[?&]code=([^&]+)");
    private static final Pattern VERIFIER = Pattern.compile("\"code_verifier\"\\s*:\\s*\"([^\"]+)\"");

    /** What can be told by its form, whoever made it. */
    private record Form(String name, Pattern pattern, Predicate<String> isReal) {
        Form(String name, String pattern) {
            this(name, Pattern.compile(pattern), text -> true);
        }
    }

    private static final List<Form> FORMS = List.of(
            new Form(
                    "an API key",
                    Pattern.compile("hilt_[sa]k_(?:live|test)_[0-9A-Za-z]{38}"),
                    text -> ApiKeySecret.parse(text).isPresent()),
            new Form("a webhook's secret", "whsec_[A-Za-z0-9+/]{32,}={0,2}"),
            new Form("a session's cookie", "\\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.[A-Za-z0-9_-]{43}"),
            new Form("a token", "eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\."),
            new Form("an authorization code", "[?&\\s]code=[A-Za-z0-9._~-]{16,}"),
            new Form("a proof key", "code_?[vV]erifier[\"=:\\s]{1,4}[A-Za-z0-9._~-]{43,}"));

    private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();
    private static final Queue<String> HITS = new ConcurrentLinkedQueue<>();
    private static final List<Lines> STREAMS = new ArrayList<>();
    private static final ExpectedLogLines LOG = new ExpectedLogLines();

    /** Behind the last test. */
    private static final class LastLook implements AutoCloseable {
        @Override
        @SuppressWarnings("SystemOut")
        public void close() {
            failIfAny();
            var unexpected = LOG.unexpected();
            if (!unexpected.isEmpty()) {
                System.out.println(
                        unexpected.size() + " WARN and ERROR lines that no test expects (ExpectedLogLines):");
                unexpected.forEach(line -> System.out.println("  " + line));
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SecretSearch.class))
                .computeIfAbsent("streams", key -> {
                    watchStreams();
                    return new LastLook();
                });
        if (context.getParent().equals(Optional.of(context.getRoot()))) {
            LOG.begin(context.getRequiredTestClass().getSimpleName());
        }
    }

    /** The log may say why. */
    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        var lines = LOG.heldBack();
        STREAMS.getFirst().show(lines);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        failIfAny();
    }

    @Override
    public void onApplicationEvent(ApplicationPreparedEvent prepared) {
        Environment environment = prepared.getApplicationContext().getEnvironment();
        for (var name : CONFIGURED) {
            learn(environment.getProperty(name));
        }
    }

    private static synchronized void watchStreams() {
        if (STREAMS.isEmpty()) {
            System.setOut(watched("standard output", System.out));
            System.setErr(watched("standard error", System.err));
        }
    }

    private static PrintStream watched(String name, PrintStream stream) {
        var lines = new Lines(name, stream);
        STREAMS.add(lines);
        return new PrintStream(lines, true, stream.charset());
    }

    private static synchronized void failIfAny() {
        STREAMS.forEach(Lines::lookAtTheRest);
        var hits = new ArrayList<String>();
        for (var hit = HITS.poll(); hit != null; hit = HITS.poll()) {
            hits.add(hit);
        }
        if (!hits.isEmpty()) {
            throw new AssertionError(String.join(System.lineSeparator(), hits));
        }
    }

    /** From now on it must not be seen. */
    static void learn(@Nullable String secret) {
        if (secret != null && secret.length() >= SHORTEST) {
            KNOWN.add(secret);
        }
    }

    /** Learns the secrets that an answer hands out, and looks for any where nobody asked for one. */
    static void read(HttpResponse<byte[]> answer) {
        for (var cookie : answer.headers().allValues("Set-Cookie")) {
            learnCookie(cookie.split(";", 2)[0]);
        }
        answer.headers().firstValue("Location").ifPresent(location -> learnAll(CODE_PARAMETER, location));
        var body = new String(answer.body(), StandardCharsets.UTF_8);
        var path = answer.uri().getPath();
        if (answer.statusCode() >= 400 || path.startsWith("/actuator")) {
            look("the answer of " + answer.request().method() + " " + path, body);
        } else {
            learnAll(SECRET_MEMBER, body);
        }
    }

    private static void learnCookie(String cookie) {
        if (!cookie.contains("hilt_")) {
            return;
        }
        for (var part : cookie.substring(cookie.indexOf('=') + 1).split("\\.", -1)) {
            learn(part);
        }
        if (cookie.contains("hilt_sign_in")) {
            var content = cookie.substring(cookie.indexOf('=') + 1).split("\\.", 2)[0];
            learnAll(VERIFIER, new String(Base64.getUrlDecoder().decode(content), StandardCharsets.UTF_8));
        }
    }

    private static void learnAll(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        while (found.find()) {
            learn(found.group(1));
        }
    }

    private static void look(String where, String text) {
        HITS.addAll(found(where, text));
    }

    /** What must not stand in a text, told without it. */
    static List<String> found(String where, String text) {
        var hits = new ArrayList<String>();
        for (var form : FORMS) {
            var found = form.pattern().matcher(text);
            while (found.find()) {
                if (form.isReal().test(found.group())) {
                    hits.add(form.name() + " in " + where + ": " + text.replace(found.group(), "<here>"));
                }
            }
        }
        for (var secret : KNOWN) {
            if (text.contains(secret)) {
                hits.add("a secret in " + where + ": " + text.replace(secret, "<here>"));
            }
        }
        return hits;
    }

    /** Looks at each line, and passes on what is to be shown. */
    private static final class Lines extends OutputStream {
        private final String name;
        private final PrintStream target;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(String name, PrintStream target) {
            this.name = name;
            this.target = target;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                if (bytes[i] == '\n') {
                    look();
                } else {
                    line.write(bytes[i]);
                }
            }
        }

        @Override
        public void flush() {
            target.flush();
        }

        synchronized void lookAtTheRest() {
            if (line.size() > 0) {
                look();
            }
        }

        private void look() {
            var text = line.toString(StandardCharsets.UTF_8);
            if (line.size() > 0) {
                SecretSearch.look(name, text);
            }
            if (LOG.show(text)) {
                target.writeBytes(line.toByteArray());
                target.write('\n');
            }
            line.reset();
        }

        synchronized void show(List<String> lines) {
            lines.forEach(target::println);
            target.flush();
        }
    }
}
