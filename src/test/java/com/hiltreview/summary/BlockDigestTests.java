package com.hiltreview.summary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.json.Json;
import com.hiltreview.proposal.ArtifactBlock;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockDigestTests {
    /** The canonicalizer of RFC 8785's appendix A, on the digits and escapes of V8, and its SHA-256: one line for each task. */
    private static final String REFERENCE = """
            const {createHash} = require('node:crypto');
            const canonical = (value) => value === null || typeof value !== 'object'
                ? JSON.stringify(value)
                : Array.isArray(value)
                    ? '[' + value.map(canonical).join(',') + ']'
                    : '{' + Object.keys(value).sort().map((name) => JSON.stringify(name) + ':' + canonical(value[name])).join(',') + '}';
            for (const line of require('node:fs').readFileSync(process.argv[2], 'utf8').trimEnd().split('\\n')) {
                const blocks = JSON.parse(line).map(({id, type, content}) => ({
                    id, type, content: type === 'json' && typeof content === 'string' ? JSON.parse(content) : content}));
                console.log('sha256:' + createHash('sha256').update(canonical(blocks), 'utf8').digest('hex'));
            }
            """;

    private static final int TASKS = 3_000;

    private static final String[] TEXTS = {
        "a",
        "B",
        "0",
        "\"",
        "\\",
        "/",
        "\n",
        "\r",
        "\t",
        "\b",
        "\f",
        "\u0001",
        "\u001f",
        "\u007f",
        "\u0080",
        "é",
        "€",
        "\u2028",
        "\uE000",
        "\uFB33",
        "😀",
        "𐀀",
        "IBAN DE89",
        "__proto__",
        " "
    };

    private final Random random = new Random(8785);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void agreesWithAnotherImplementationOnRandomTasks() throws IOException, InterruptedException {
        var tasks = new ArrayList<String>();
        for (int i = 0; i < TASKS; i++) {
            tasks.add(blocks());
        }
        assertThat(tasks.stream().map(BlockDigestTests::digest)).containsExactlyElementsOf(reference(tasks));
    }

    @Test
    void hashesTheCanonicalJsonOfIdTypeAndContent() {
        // printf '%s' '[{"content":"Hi","id":"a","type":"plaintext"}]' | sha256sum
        assertThat(digest("""
                        [{"id":"a","type":"plaintext","content":"Hi","editable":false,"label":"Greeting"}]""")).isEqualTo("sha256:06e561bae6f71cae71f32bb455b145b58f6c3dc732c7907bf0ace0ee42f26452");
    }

    /** Neither the spelling of a document nor what is shown around it counts. */
    @Test
    void doesNotDependOnSpelling() {
        assertThat(digest("""
                        [{"id":"a","type":"json","content":{"b":1.0,"a":[1e2]},"editable":true}]""")).isEqualTo(digest("""
                        [{"id":"a","type":"json","content":" { \\"a\\" : [100], \\"b\\" : 1 } ","editable":false,"label":"A"}]"""));
    }

    /** A text that holds JSON is no document. */
    @Test
    void differsInAnyDigitTypeOrOrder() {
        assertThat(List.of(
                        digest("[{\"id\":\"a\",\"type\":\"json\",\"content\":[9007199254740993],\"editable\":true}]"),
                        digest("[{\"id\":\"a\",\"type\":\"json\",\"content\":[9007199254740992],\"editable\":true}]"),
                        digest("[{\"id\":\"a\",\"type\":\"json\",\"content\":[0.1],\"editable\":true}]"),
                        digest(
                                "[{\"id\":\"a\",\"type\":\"json\",\"content\":[0.1000000000000000055],\"editable\":true}]"),
                        digest("[{\"id\":\"a\",\"type\":\"plaintext\",\"content\":\"[1]\",\"editable\":true}]"),
                        digest("[{\"id\":\"a\",\"type\":\"markdown\",\"content\":\"[1]\",\"editable\":true}]"),
                        digest("[{\"id\":\"a\",\"type\":\"json\",\"content\":[1],\"editable\":true}]"),
                        digest("[{\"id\":\"a\",\"type\":\"json\",\"content\":[\"1\"],\"editable\":true}]"),
                        digest("[{\"id\":\"a\",\"type\":\"json\",\"content\":[1,2],\"editable\":true}]"),
                        digest("[{\"id\":\"a\",\"type\":\"json\",\"content\":[2,1],\"editable\":true}]")))
                .doesNotHaveDuplicates();
    }

    private static String digest(String blocks) {
        return BlockDigest.of(ArtifactBlock.readAll(blocks));
    }

    private List<String> reference(List<String> tasks) throws IOException, InterruptedException {
        var script = Files.writeString(directory.resolve("reference.js"), REFERENCE);
        var input = Files.writeString(directory.resolve("tasks"), String.join("\n", tasks));
        var output = directory.resolve("digests");
        Process node;
        try {
            node = new ProcessBuilder("node", script.toString(), input.toString())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException notInstalled) {
            return Assumptions.abort("there is no Node to compare with");
        }
        try {
            assertThat(node.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            node.destroyForcibly();
        }
        assertThat(node.exitValue()).isZero();
        return Files.readAllLines(output, UTF_8);
    }

    private String blocks() {
        var blocks = new ArrayList<Map<String, Object>>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            var document = container(0);
            var content = random.nextInt(4) == 0 ? text() : random.nextInt(3) == 0 ? Json.write(document) : document;
            boolean isText = content instanceof String && random.nextBoolean();
            boolean isJson = !(content instanceof String written) || written.startsWith("{") || written.startsWith("[");
            blocks.add(Map.of(
                    "id",
                    "block-" + i,
                    "type",
                    isText || !isJson ? "plaintext" : "json",
                    "content",
                    content,
                    "editable",
                    random.nextBoolean()));
        }
        return Json.write(blocks);
    }

    private Object container(int depth) {
        int size = random.nextInt(6);
        if (random.nextBoolean()) {
            var elements = new ArrayList<Object>();
            for (int i = 0; i < size; i++) {
                elements.add(value(depth + 1));
            }
            return elements;
        }
        var members = new LinkedHashMap<String, Object>();
        for (int i = 0; i < size; i++) {
            members.put(text(), value(depth + 1));
        }
        return members;
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> text();
            case 1, 2 -> number();
            case 3 -> random.nextBoolean();
            default -> container(depth);
        };
    }

    /** A number that a double holds, to its shortest digits. */
    private BigDecimal number() {
        return switch (random.nextInt(4)) {
            case 0 -> BigDecimal.valueOf(random.nextInt(2000) - 1000);
            case 1 -> BigDecimal.valueOf(random.nextLong(-1L << 53, 1L << 53));
            case 2 -> BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(12));
            default -> BigDecimal.valueOf(normal());
        };
    }

    private double normal() {
        double any;
        do {
            any = Double.longBitsToDouble(random.nextLong());
        } while (!Double.isFinite(any) || Math.abs(any) < Double.MIN_NORMAL);
        return any;
    }

    private String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(TEXTS[random.nextInt(TEXTS.length)]);
        }
        return text.toString();
    }
}
