package com.hiltreview.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the tests in {@code src/main/frontend/browser} in the machine's Chromium. */
final class Playwright {
    private static final Logger LOG = LoggerFactory.getLogger(Playwright.class);
    private static final Path FRONTEND = Path.of("src/main/frontend").toAbsolutePath();
    private static final Path SCRIPT = FRONTEND.resolve("node_modules/@playwright/test/cli.js");

    private Playwright() {}

    /** Fails where one of a project's tests does; {@code environment} tells them of the service. */
    static void run(String project, Map<String, String> environment) throws IOException, InterruptedException {
        boolean required = "required".equals(System.getenv("HILT_BROWSER_TESTS"));
        var chromium = chromium();
        boolean built = Playwright.class.getResource("/page/index.html") != null && Files.exists(SCRIPT);
        if (!required && !built) {
            skip("the page was not built (-DskipFrontend)");
        } else if (!required && chromium.isEmpty()) {
            skip("no Chromium was found; install one (apt-get install chromium), or name it in HILT_CHROMIUM");
        }
        var output = Path.of("target/browser-tests-" + project + ".log").toAbsolutePath();
        var command = new ProcessBuilder("node", SCRIPT.toString(), "test", "--project=" + project)
                .directory(FRONTEND.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        command.environment().putAll(environment);
        command.environment().put("HILT_CHROMIUM", chromium.orElseThrow());
        var process = command.start();
        try {
            assertThat(process.waitFor(12, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    private static void skip(String reason) {
        LOG.warn("The browser tests are skipped: {}", reason);
        abort(reason);
    }

    private static Optional<String> chromium() {
        var named = Optional.ofNullable(System.getenv("HILT_CHROMIUM")).filter(name -> !name.isBlank());
        if (named.isPresent()) {
            return named;
        }
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .flatMap(directory -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
