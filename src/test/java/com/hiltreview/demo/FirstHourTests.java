package com.hiltreview.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.ServiceProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pastes every line that the first start prints, and those of the README: each acts on the task that was just filed. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstHourTests {
    private static final Pattern ADMIN_KEY = Pattern.compile("hilt_ak_test_\\w+");
    private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FILED = Pattern.compile("Filed ([0-9a-f-]{36})");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path directory;

    private final int port = ServiceProcess.freePort();

    @SuppressWarnings("NullAway.Init")
    private ServiceProcess service;

    private final List<Process> receivers = new ArrayList<>();

    @BeforeAll
    void start() throws InterruptedException {
        service = new ServiceProcess(
                directory,
                Map.of("HILT_DATA_DIR", directory.resolve("data").toString(), "PORT", Integer.toString(port)));
        service.awaitHealth("http://localhost:" + port);
    }

    @AfterEach
    void stopReceivers() {
        receivers.forEach(Process::destroyForcibly);
        receivers.clear();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private List<String> lines() {
        return service.output()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("TASK=")
                        || line.startsWith("curl ")
                        || line.startsWith("EVENT=")
                        || line.startsWith("export "))
                .toList();
    }

    private List<String> beforeTheWebhook() {
        return lines().stream().takeWhile(line -> !line.startsWith("export ")).toList();
    }

    private String shell(List<String> lines) throws Exception {
        var script = Files.writeString(directory.resolve("pasted.sh"), String.join("\n", lines) + "\n");
        var shell = new ProcessBuilder("bash", script.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void decidesAndAcknowledgesTheTaskThatWasJustFiled() throws Exception {
        assertThat(beforeTheWebhook()).hasSize(5);
        assertThat(service.output()).doesNotContain("…");
        var output = shell(beforeTheWebhook());

        var filed = FILED.matcher(output);
        assertThat(filed.find()).as(output).isTrue();
        assertThat(output)
                .contains("\n204\n")
                .contains("\"task_id\":\"" + filed.group(1) + "\"")
                .contains("\"status\":\"APPROVED\"")
                .contains("\"acknowledged\":");
        var agentKey = shell(List.of("grep -o 'hilt_sk_[A-Za-z0-9_]*' " + directory.resolve("data/demo-keys.json")))
                .strip();
        var pending = shell(List.of("curl -s 'http://localhost:" + port
                + "/review-tasks?status=PENDING' -H 'X-API-Key: " + agentKey + "'"));
        assertThat(pending).contains("\"total_count\":6").doesNotContain(filed.group(1));
    }

    @Test
    void goesFromTheAdministratorsKeyToTheDecisionAsTheReadmeSays() throws Exception {
        var readme = Files.readString(Path.of("README.md"));
        var section = readme.substring(readme.indexOf("## The first task"), readme.indexOf("## Receiving webhooks"));
        var pasted = new ArrayList<>(List.of("ADMIN=" + find(ADMIN_KEY, service.output())));
        SHELL_BLOCK
                .matcher(section)
                .results()
                .map(block -> block.group(1).replace("localhost:3000", "localhost:" + port))
                .forEach(pasted::add);

        assertThat(shell(pasted))
                .contains("\n204\n")
                .contains("We refund **25 EUR**.")
                .contains("\"status\":\"APPROVED\"")
                .contains("\"acknowledged\":1")
                .doesNotContain("\"error\"");
    }

    private static String find(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group();
    }

    @ParameterizedTest
    @CsvSource({"python3, receiver.py", "node, receiver.mjs"})
    void callsTheReceiverOfTheDocuments(String program, String file) throws Exception {
        Assumptions.assumeTrue(isThere(program), program + " is not installed");
        int receiverPort = ServiceProcess.freePort();
        var secret = shell(List.of("echo whsec_$(openssl rand -base64 32)")).strip();
        var output = directory.resolve(file + ".log");
        var receiver = new ProcessBuilder(
                        program,
                        Path.of("docs", "receivers", file).toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        receiver.environment().put("SECRET", secret);
        receiver.environment().put("PORT", Integer.toString(receiverPort));
        receivers.add(receiver.start());
        await(output, "listening on ");

        var webhook = lines().getLast().replace(":8080/", ":" + receiverPort + "/");
        assertThat(webhook).contains("-X PATCH").contains("$SECRET");
        shell(List.of("export SECRET='" + secret + "'", webhook));
        shell(beforeTheWebhook());

        assertThat(await(output, "review_task.approved")).contains("Hello **world**");
        assertThat(shell(List.of("curl -s -o /dev/null -w '%{http_code}' -d '{}' -H 'webhook-id: a'"
                        + " -H 'webhook-timestamp: '$(date +%s) -H 'webhook-signature: v1,AAAA' http://127.0.0.1:"
                        + receiverPort + "/hooks")))
                .isEqualTo("401");
    }

    private static boolean isThere(String program) throws Exception {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private static String await(Path file, String text) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            var content = Files.readString(file);
            if (content.contains(text)) {
                return content;
            }
            assertThat(System.nanoTime()).as("%s", content).isLessThan(end);
            Thread.sleep(50);
        }
    }
}
