package com.hiltreview.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A whole API key: type, environment, 32 random base62 characters, and their CRC-32 as 6 base62 digits, so that a typo is
 * detected without a query.
 *
 * @param text the key as callers send it
 */
public record ApiKeySecret(String text) {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_CHARACTERS = 32;
    private static final int CHECKSUM_CHARACTERS = 6;
    private static final int SHOWN_CHARACTERS = 8;
    private static final Pattern FORM = Pattern.compile("hilt_[sa]k_(live|test)_[0-9A-Za-z]{38}");
    private static final int LEAD = "hilt_sk_live_".length();

    static ApiKeySecret generate(ApiKeyType type, ApiKeyEnvironment environment, SecureRandom random) {
        var text = new StringBuilder(type.prefix()).append(environment.infix());
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new ApiKeySecret(text + checksum(text.toString()));
    }

    /** The key, if it is well-formed and its checksum is correct. */
    public static Optional<ApiKeySecret> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        int end = text.length() - CHECKSUM_CHARACTERS;
        return text.substring(end).equals(checksum(text.substring(0, end)))
                ? Optional.of(new ApiKeySecret(text))
                : Optional.empty();
    }

    private static String checksum(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        var digits = new char[CHECKSUM_CHARACTERS];
        long rest = crc.getValue();
        for (int i = CHECKSUM_CHARACTERS - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(digits);
    }

    ApiKeyType type() {
        return text.startsWith(ApiKeyType.ADMIN.prefix()) ? ApiKeyType.ADMIN : ApiKeyType.SOURCE;
    }

    ApiKeyEnvironment environment() {
        return text.startsWith(ApiKeyEnvironment.LIVE.infix(), type().prefix().length())
                ? ApiKeyEnvironment.LIVE
                : ApiKeyEnvironment.TEST;
    }

    /** The part that may be shown, and is used for the look-up: type, environment and the first 8 random characters. */
    public String prefix() {
        return text.substring(0, LEAD + SHOWN_CHARACTERS);
    }

    /** SHA-256 of the whole key. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public String toString() {
        return "ApiKeySecret[" + prefix() + "…]";
    }
}
