package com.hiltreview.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.ServiceProcess;
import java.io.IOException;
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
    private static final Pattern PASTED = Pattern.compile("^ +(?:[A-Z]+=|curl |export |python3 )");
    private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FILED = Pattern.compile("Filed ([0-9a-f-]{36})");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path directory;

    private final int port = ServiceProcess.freePort();

    @SuppressWarnings("NullAway.Init")
    private ServiceProcess service;

    private final List<Process> shells = new ArrayList<>();

    @BeforeAll
    void start() throws InterruptedException {
        service = new ServiceProcess(
                directory,
                Map.of("HILT_DATA_DIR", directory.resolve("data").toString(), "PORT", Integer.toString(port)));
        service.awaitHealth("http://localhost:" + port);
    }

    @AfterEach
    void stopReceivers() {
        shells.forEach(shell -> {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        });
        shells.clear();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private List<String> lines() {
        return service.output()
                .lines()
                .filter(line -> line.startsWith("  ") && PASTED.matcher(line).find())
                .map(String::strip)
                .toList();
    }

    private List<String> beforeTheWebhook() {
        return lines().stream().takeWhile(line -> !line.startsWith("export ")).toList();
    }

    private List<String> fromTheWebhookOn() {
        return lines().stream().dropWhile(line -> !line.startsWith("export ")).toList();
    }

    /** The shell's lines of a section, block by block. */
    private List<String> readme(String from, String to) throws IOException {
        var readme = Files.readString(Path.of("README.md"));
        return SHELL_BLOCK
                .matcher(readme.substring(readme.indexOf(from), readme.indexOf(to)))
                .results()
                .map(block -> block.group(1).replace("localhost:3000", "localhost:" + port))
                .toList();
    }

    private static Process shell(List<String> lines, Path output) throws IOException {
        var script =
                Files.writeString(Files.createTempFile(directory, "pasted", ".sh"), String.join("\n", lines) + "\n");
        return new ProcessBuilder("bash", script.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static String output(List<String> lines) throws Exception {
        var file = Files.createTempFile(directory, "pasted", ".log");
        var status = shell(lines, file).waitFor();
        var output = Files.readString(file);
        assertThat(status).as(output).isZero();
        return output;
    }

    @Test
    void decidesAndAcknowledgesTheTaskThatWasJustFiled() throws Exception {
        assertThat(beforeTheWebhook()).hasSize(5);
        assertThat(service.output()).doesNotContain("…");
        var output = output(beforeTheWebhook());

        var filed = FILED.matcher(output);
        assertThat(filed.find()).as(output).isTrue();
        assertThat(output)
                .contains("\n204\n")
                .contains("\"task_id\":\"" + filed.group(1) + "\"")
                .contains("\"status\":\"APPROVED\"")
                .contains("\"acknowledged\":");
        var agentKey = output(List.of("grep -o 'hilt_sk_[A-Za-z0-9_]*' " + directory.resolve("data/demo-keys.json")))
                .strip();
        var pending = output(List.of("curl -s 'http://localhost:" + port
                + "/review-tasks?status=PENDING' -H 'X-API-Key: " + agentKey + "'"));
        assertThat(pending).contains("\"total_count\":6").doesNotContain(filed.group(1));
    }

    @Test
    void goesFromTheAdministratorsKeyToTheDecisionAsTheReadmeSays() throws Exception {
        var pasted = new ArrayList<>(List.of("ADMIN=" + find(ADMIN_KEY, service.output())));
        pasted.addAll(readme("## The first task", "## Receiving webhooks"));

        assertThat(output(pasted))
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
    void callsTheReceiverThatIsStartedAsPrinted(String program, String file) throws Exception {
        var pasted = new ArrayList<>(fromTheWebhookOn());
        assertThat(pasted).hasSize(5);
        pasted.addAll(beforeTheWebhook().subList(0, 3));
        assertThatTheReceiverGetsTheDecision(program, file, pasted, "Hello **world**");
    }

    /** The decision waits, as after any time without a webhook. */
    @ParameterizedTest
    @CsvSource({"python3, receiver.py", "node, receiver.mjs"})
    void sendsTheWaitingDecisionInTheOrderOfTheReadme(String program, String file) throws Exception {
        var pasted = new ArrayList<>(List.of("ADMIN=" + find(ADMIN_KEY, service.output())));
        pasted.addAll(readme("## The first task", "## Receiving webhooks").subList(0, 2));
        pasted.addAll(readme("## Receiving webhooks", "## Docker"));
        assertThatTheReceiverGetsTheDecision(program, file, pasted, "We refund **25 EUR**.");
    }

    private void assertThatTheReceiverGetsTheDecision(
            String program, String file, List<String> pasted, String finalText) throws Exception {
        Assumptions.assumeTrue(isThere(program), program + " is not installed");
        var receiverPort = Integer.toString(ServiceProcess.freePort());
        var receiver = program + " " + Path.of("docs", "receivers", file).toAbsolutePath();
        var lines = new ArrayList<>(List.of("export PORT=" + receiverPort));
        pasted.stream()
                .map(line -> line.replace(":8080/", ":" + receiverPort + "/")
                        .replace("python3 docs/receivers/receiver.py", receiver)
                        // On a busy machine it takes longer.
                        .replace("sleep 2", "until curl -so /dev/null 127.0.0.1:$PORT; do sleep 0.1; done"))
                .forEach(lines::add);
        // Keeps the receiver until the test ends.
        lines.add("wait");
        var output = directory.resolve(receiverPort + ".log");
        shells.add(shell(lines, output));

        assertThat(await(output, "review_task.approved"))
                .contains("listening on ", "\"delivered\":true", finalText)
                .doesNotContain("\"error\"");
        assertThat(output(List.of("curl -s -o /dev/null -w '%{http_code}' -d '{}' -H 'webhook-id: a'"
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
