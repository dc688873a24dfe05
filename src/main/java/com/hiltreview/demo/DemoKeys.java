package com.hiltreview.demo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.hiltreview.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys of the demonstration, stored beside the development data so that every start can show them; the database has
 * only their hashes.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record DemoKeys(UUID sourceId, String agentKey, String adminKey) {
    private static final String FILE = "demo-keys.json";

    static Optional<DemoKeys> in(Path dataDirectory) {
        try {
            var file = dataDirectory.resolve(FILE);
            return Files.exists(file)
                    ? Optional.of(Json.read(Files.readString(file), DemoKeys.class))
                    : Optional.empty();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    void saveIn(Path dataDirectory) {
        try {
            Files.createDirectories(dataDirectory);
            var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            var draft = Files.createTempFile(dataDirectory, FILE, ".draft", owner);
            Files.writeString(draft, Json.write(this));
            Files.move(draft, dataDirectory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    @Override
    public String toString() {
        return "DemoKeys[" + sourceId + "]";
    }
}
