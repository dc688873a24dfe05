package com.hiltreview.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecretCipherTests {
    private static final String SECRET = "a webhook's secret";
    private static final int NONCE_BYTES = 12;

    private final UUID owner = UUID.randomUUID();
    private final SecretCipher cipher = withKey(1);

    private static SecretCipher withKey(int seed) {
        var key = new byte[32];
        Arrays.fill(key, (byte) seed);
        return new SecretCipher(new SecretSettings(Base64.getEncoder().encodeToString(key), "s".repeat(32)));
    }

    @Test
    void decryptsWhatItEncrypted() {
        assertThat(cipher.decrypt(cipher.encrypt(SECRET, owner), owner)).isEqualTo(SECRET);
    }

    @Test
    void usesNoNonceTwice() {
        var one = cipher.encrypt(SECRET, owner);
        var other = cipher.encrypt(SECRET, owner);
        assertThat(Arrays.copyOf(one, NONCE_BYTES)).isNotEqualTo(Arrays.copyOf(other, NONCE_BYTES));
    }

    @Test
    void decryptsNothingThatWasMovedToAnotherOwner() {
        var encrypted = cipher.encrypt(SECRET, owner);
        assertThatIllegalStateException().isThrownBy(() -> cipher.decrypt(encrypted, UUID.randomUUID()));
    }

    @Test
    void decryptsNothingThatWasAltered() {
        var encrypted = cipher.encrypt(SECRET, owner);
        for (int place : new int[] {0, NONCE_BYTES, encrypted.length - 1}) {
            var altered = encrypted.clone();
            altered[place] ^= 1;
            assertThatIllegalStateException().as("byte " + place).isThrownBy(() -> cipher.decrypt(altered, owner));
        }
    }

    @Test
    void decryptsNothingOfAnotherKey() {
        var encrypted = cipher.encrypt(SECRET, owner);
        assertThatIllegalStateException()
                .isThrownBy(() -> withKey(2).decrypt(encrypted, owner))
                .withMessageContaining("ENCRYPTION_KEY")
                .withMessageNotContaining(SECRET);
    }
}
