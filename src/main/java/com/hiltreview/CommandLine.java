package com.hiltreview;

import com.hiltreview.apikey.CreateAdminKeyCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;

/** Runs what the arguments ask for. A mistyped argument must not start the service on a production database. */
final class CommandLine {
    private static final String HELP = """
            HILT-Review, the human gate between AI agents and the systems that act on their proposals.

              java -jar hilt-review.jar                              starts the service
              java -jar hilt-review.jar create-admin-key --name NAME makes an administrator's API key and prints it
              java -jar hilt-review.jar --help | --version

            Settings are environment variables, for example PORT, HOST, DATABASE_URL and HILT_DATA_DIR: see
            docs/operations.md. A property of Spring Boot can be given as --some.property=value.
            """;

    /** The dot tells a property from a mistyped option. */
    private static final Pattern PROPERTY =
            Pattern.compile("--[a-z][\\w-]*(?:[.][\\w\\[\\]-]+)+(?:=.*)?", Pattern.DOTALL);

    private CommandLine() {}

    /** The exit status of a command that has run, or empty if the service is to be started. */
    @SuppressWarnings("SystemOut")
    static OptionalInt run(String[] args) {
        if (Arrays.stream(args).allMatch(argument -> PROPERTY.matcher(argument).matches())) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(
                switch (args[0]) {
                    case CreateAdminKeyCommand.NAME -> CreateAdminKeyCommand.run(args);
                    case "--help", "-h", "help" -> {
                        System.out.print(HELP);
                        yield 0;
                    }
                    case "--version" -> {
                        System.out.println("HILT-Review " + version());
                        yield 0;
                    }
                    default -> {
                        System.err.println("Unknown arguments: " + String.join(" ", args));
                        System.err.print(HELP);
                        yield 2;
                    }
                });
    }

    private static String version() {
        var info = new ClassPathResource("META-INF/build-info.properties");
        var properties = new Properties();
        try (var stream = info.getInputStream()) {
            properties.load(stream);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        return properties.getProperty("build.version");
    }
}
