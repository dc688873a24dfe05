package com.hiltreview.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/** Encrypts secrets at rest with AES-256-GCM: 12 bytes of nonce, the ciphertext, 16 bytes of tag. */
@Component
public class SecretCipher {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    SecretCipher(SecretSettings settings) {
        this.key = new SecretKeySpec(Base64.getDecoder().decode(settings.encryptionKey()), "AES");
    }

    /** @param owner the row that the secret belongs to: moved to another row, it does not decrypt */
    public byte[] encrypt(String secret, UUID owner) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed;
        try {
            sealed = run(Cipher.ENCRYPT_MODE, nonce, secret.getBytes(StandardCharsets.UTF_8), owner);
        } catch (GeneralSecurityException fault) {
            throw new IllegalStateException("The secret cannot be encrypted", fault);
        }
        return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** @throws UnreadableSecretException if it was encrypted with another key or for another owner, or was altered */
    public String decrypt(byte[] encrypted, UUID owner) {
        var buffer = ByteBuffer.wrap(encrypted);
        var nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        var sealed = new byte[buffer.remaining()];
        buffer.get(sealed);
        try {
            return new String(run(Cipher.DECRYPT_MODE, nonce, sealed, owner), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException fault) {
            throw new UnreadableSecretException(fault);
        }
    }

    private byte[] run(int mode, byte[] nonce, byte[] input, UUID owner) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.toString().getBytes(StandardCharsets.UTF_8));
        return cipher.doFinal(input);
    }
}
