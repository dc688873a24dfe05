package com.hiltreview;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Operators search the log for the lines that the page on operation quotes. */
class OperationsPageTests {
    private static final Pattern QUOTED = Pattern.compile("(?:log: |until )\"([^\"]+)\"");
    private static final Pattern LOGGED = Pattern.compile("\\.(?:info|warn|error)\\(([^;]*);");
    private static final Pattern BETWEEN_LITERALS = Pattern.compile("\"\\s*\\+\\s*\"");

    @Test
    void quotesLinesThatTheServiceLogs() throws IOException {
        var statements = new ArrayList<String>();
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var source = BETWEEN_LITERALS.matcher(Files.readString(file)).replaceAll("");
                LOGGED.matcher(source).results().forEach(statement -> statements.add(statement.group(1)));
            }
        }
        var quoted = QUOTED.matcher(Files.readString(Path.of("docs/operations.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(quoted)
                .hasSizeGreaterThanOrEqualTo(6)
                .allSatisfy(line -> assertThat(statements).as(line).anyMatch(statement -> statement.contains(line)));
    }
}
