package com.hiltreview.secret;

import com.hiltreview.environment.Settings;
import com.hiltreview.environment.Variables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The service's own secrets.
 *
 * @param encryptionKey base64 of the 32 bytes that webhook secrets are encrypted with
 * @param sessionSecret what session cookies are signed with, 32 characters or more
 */
@ConfigurationProperties("hilt.secret")
public record SecretSettings(String encryptionKey, String sessionSecret) {
    private static final int MIN_SESSION_SECRET = 32;
    private static final int ENCRYPTION_KEY_BYTES = 32;
    private static final int MIN_DIFFERENT_CHARACTERS = 8;
    private static final String EXAMPLE = "$(openssl rand -base64 32)";

    /** In development secrets that are not given are made, and kept in the data directory. */
    public static void read(Variables variables, boolean development, Path dataDirectory, Settings settings) {
        var made = development && !variables.isFaulty("HILT_DATA_DIR") ? made(variables, dataDirectory) : null;
        var encryptionKey = variables.<@Nullable String>parsed(
                "ENCRYPTION_KEY", null, "base64 of 32 random bytes", EXAMPLE, value -> {
                    var key = Base64.getDecoder().decode(value);
                    var bytes = new String(key, StandardCharsets.ISO_8859_1);
                    return key.length == ENCRYPTION_KEY_BYTES && isVaried(bytes) ? value : null;
                });
        var sessionSecret = variables.<@Nullable String>parsed(
                "SESSION_SECRET",
                null,
                "32 random characters or more",
                EXAMPLE,
                value -> value.length() >= MIN_SESSION_SECRET && isVaried(value) ? value : null);
        settings.put("hilt.secret.encryption-key", orMade(variables, "ENCRYPTION_KEY", encryptionKey, made));
        settings.put("hilt.secret.session-secret", orMade(variables, "SESSION_SECRET", sessionSecret, made));
    }

    /** Refuses secrets such as 32 times the same character; random ones always have more different characters. */
    private static boolean isVaried(String secret) {
        return secret.chars().distinct().count() >= MIN_DIFFERENT_CHARACTERS;
    }

    private static @Nullable DevelopmentSecrets made(Variables variables, Path dataDirectory) {
        try {
            return DevelopmentSecrets.in(dataDirectory);
        } catch (IOException fault) {
            variables.fault(
                    "HILT_DATA_DIR",
                    "must be a directory that this user may write to (" + dataDirectory.toAbsolutePath() + ": "
                            + reason(fault) + ")",
                    "/var/lib/hilt-review");
            return null;
        }
    }

    private static String reason(IOException fault) {
        return switch (fault) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "is not a directory";
            case FileSystemException failed when failed.getReason() != null -> failed.getReason();
            default -> String.valueOf(fault.getMessage());
        };
    }

    private static String orMade(
            Variables variables, String name, @Nullable String value, @Nullable DevelopmentSecrets made) {
        if (value != null) {
            return value;
        } else if (made != null) {
            return made.get(name);
        }
        if (variables.text(name) == null && !variables.isFaulty("HILT_DATA_DIR")) {
            variables.fault(name, "is required in production", EXAMPLE);
        }
        return "";
    }

    @Override
    public String toString() {
        return "SecretSettings[…]";
    }
}
