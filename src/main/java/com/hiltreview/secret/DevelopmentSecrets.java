package com.hiltreview.secret;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/** Secrets generated in development, kept in the directory of the data that they protect. */
final class DevelopmentSecrets {
    private static final String FILE = "development-secrets.properties";

    private final Properties properties;

    private DevelopmentSecrets(Properties properties) {
        this.properties = properties;
    }

    static DevelopmentSecrets in(Path dataDirectory) throws IOException {
        Files.createDirectories(dataDirectory);
        var file = dataDirectory.resolve(FILE);
        if (!Files.exists(file)) {
            create(file);
        }
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return new DevelopmentSecrets(properties);
    }

    String get(String name) {
        return properties.getProperty(name);
    }

    /** Written to a draft that is then moved, so that a killed start leaves no partial file. */
    private static void create(Path file) throws IOException {
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var draft = Files.createTempFile(file.toAbsolutePath().getParent(), FILE, ".draft", owner);
        Files.writeString(draft, "ENCRYPTION_KEY=%s%nSESSION_SECRET=%s%n".formatted(random(32), random(32)));
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException madeMeanwhile) {
            Files.delete(draft);
        }
    }

    private static String random(int bytes) {
        var random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }
}
