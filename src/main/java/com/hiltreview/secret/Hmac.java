package com.hiltreview.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 under one key. */
public final class Hmac {
    private static final String ALGORITHM = "HmacSHA256";

    /** Set up once and copied for each signature: looking for the algorithm costs more than the signature itself. */
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

    /** A key of its own for one purpose, derived with HKDF, so that one secret can serve several. */
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

    /** Compares in constant time. */
    public static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
