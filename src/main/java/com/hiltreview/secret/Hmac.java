package com.hiltreview.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 under one key. */
public final class Hmac {
    private static final String ALGORITHM = "HmacSHA256";

    /** Cloned for each signature, since looking up the algorithm costs more than signing. */
    private final Mac prototype;

    private Hmac(SecretKey key) {
        try {
            prototype = Mac.getInstance(ALGORITHM);
            prototype.init(key);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    public static Hmac withKey(byte[] key) {
        return new Hmac(new SecretKeySpec(key, ALGORITHM));
    }

    /** Derives a key for one purpose with HKDF, so that one secret can serve several purposes. */
    public static Hmac derivedFrom(byte[] secret, String purpose) {
        try {
            var parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(secret)
                    .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), 32);
            return new Hmac(KDF.getInstance("HKDF-SHA256").deriveKey(ALGORITHM, parameters));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** The 32 bytes over the concatenated parts. */
    public byte[] sign(byte[]... parts) {
        try {
            var mac = (Mac) prototype.clone();
            for (var part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The text with its signature, fit for a cookie if the text is. */
    public String signed(String text) {
        return text + "." + signature(text);
    }

    /** The text that was {@link #signed}, or empty if the signature is missing or wrong. */
    public Optional<String> verified(String signed) {
        int dot = signed.lastIndexOf('.');
        if (dot < 1) {
            return Optional.empty();
        }
        var text = signed.substring(0, dot);
        boolean genuine = same(
                signed.substring(dot + 1).getBytes(StandardCharsets.UTF_8),
                signature(text).getBytes(StandardCharsets.UTF_8));
        return genuine ? Optional.of(text) : Optional.empty();
    }

    private String signature(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sign(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Compares in constant time. */
    public static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
