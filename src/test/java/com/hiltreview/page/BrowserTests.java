package com.hiltreview.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.hiltreview.testing.ServiceTest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Runs the tests in {@code src/main/frontend/browser} in the machine's Chromium, against this service. */
class BrowserTests extends ServiceTest {
    private static final Logger LOG = LoggerFactory.getLogger(BrowserTests.class);
    private static final Path FRONTEND = Path.of("src/main/frontend").toAbsolutePath();
    private static final Path PLAYWRIGHT = FRONTEND.resolve("node_modules/@playwright/test/cli.js");
    private static final Path OUTPUT = Path.of("target/browser-tests.log").toAbsolutePath();

    @Test
    void passInChromium(@LocalServerPort int port) throws IOException, InterruptedException {
        boolean required = "required".equals(System.getenv("HILT_BROWSER_TESTS"));
        var chromium = chromium();
        boolean built = getClass().getResource("/page/index.html") != null && Files.exists(PLAYWRIGHT);
        if (!required && !built) {
            skip("the page was not built (-DskipFrontend)");
        } else if (!required && chromium.isEmpty()) {
            skip("no Chromium was found; install one (apt-get install chromium), or name it in HILT_CHROMIUM");
        }
        var command = new ProcessBuilder("node", PLAYWRIGHT.toString(), "test")
                .directory(FRONTEND.toFile())
                .redirectErrorStream(true)
                .redirectOutput(OUTPUT.toFile());
        command.environment().put("HILT_URL", "http://127.0.0.1:" + port);
        command.environment().put("HILT_ADMIN_KEY", ADMIN_KEY);
        command.environment().put("HILT_ADMIN_EMAIL", ADMIN_EMAIL);
        command.environment().put("HILT_CHROMIUM", chromium.orElseThrow());
        var process = command.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(OUTPUT)).isZero();
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
