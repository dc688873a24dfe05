package com.hiltreview.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeySecretTests {
    /** Put together by hand: 32 characters, then the CRC-32 of all before as 6 base62 digits. */
    private static final String KNOWN = "hilt_ak_test_0123456789ABCDEFGHIJKLMNOPQRSTUV08tQ1b";

    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @CsvSource({
        "SOURCE, LIVE, hilt_sk_live_",
        "SOURCE, TEST, hilt_sk_test_",
        "ADMIN, LIVE, hilt_ak_live_",
        "ADMIN, TEST, hilt_ak_test_"
    })
    void hasThePrefixOfItsKindAndThirtyEightCharacters(ApiKeyType type, ApiKeyEnvironment environment, String prefix) {
        var secret = ApiKeySecret.generate(type, environment, random);
        assertThat(secret.text()).matches(prefix + "[0-9A-Za-z]{38}");
        assertThat(secret.prefix()).isEqualTo(secret.text().substring(0, prefix.length() + 8));
        assertThat(secret.type()).isEqualTo(type);
        assertThat(secret.environment()).isEqualTo(environment);
    }

    @Test
    void endsInTheChecksumOfAllThatPrecedes() {
        for (int i = 0; i < 1000; i++) {
            var text = ApiKeySecret.generate(ApiKeyType.SOURCE, ApiKeyEnvironment.LIVE, random)
                    .text();
            int end = text.length() - 6;
            assertThat(text.substring(end)).isEqualTo(checksum(text.substring(0, end)));
            assertThat(ApiKeySecret.parse(text)).contains(new ApiKeySecret(text));
        }
    }

    /** An implementation of its own: BigInteger writes base 36 only, so digits are taken one by one. */
    private static String checksum(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        var alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        var rest = BigInteger.valueOf(crc.getValue());
        var digits = new StringBuilder();
        while (rest.signum() > 0) {
            var parts = rest.divideAndRemainder(BigInteger.valueOf(62));
            digits.append(alphabet.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        return "0".repeat(6 - digits.length()) + digits.reverse();
    }

    @Test
    void readsAKeyWhoseChecksumIsPaddedWithZeros() {
        assertThat(ApiKeySecret.parse(KNOWN)).isPresent();
        assertThat(KNOWN).endsWith(checksum(KNOWN.substring(0, KNOWN.length() - 6)));
    }

    @Test
    void tellsEveryTypoOfOneCharacter() {
        for (int i = "hilt_ak_test_".length(); i < KNOWN.length(); i++) {
            var typo = new StringBuilder(KNOWN);
            typo.setCharAt(i, KNOWN.charAt(i) == 'x' ? 'y' : 'x');
            assertThat(ApiKeySecret.parse(typo.toString())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hilt_ak_test_",
                "hilt_xk_test_0123456789ABCDEFGHIJKLMNOPQRSTUV08tQ1b",
                "hilt_ak_prod_0123456789ABCDEFGHIJKLMNOPQRSTUV08tQ1b",
                "hilt_ak_test_0123456789ABCDEFGHIJKLMNOPQRSTUV08tQ1b ",
                "hilt_ak_test_0123456789ABCDEFGHIJKLMNOPQRSTUV08tQ1b\n",
                "hilt_ak_live_0123456789ABCDEFGHIJKLMNOPQRSTUV08tQ1b",
                "hilt_sk_test_0123456789ABCDEFGHIJKLMNOPQRSTUV08tQ1b",
                "HILT_AK_TEST_0123456789ABCDEFGHIJKLMNOPQRSTUV08tQ1b"
            })
    void refusesWhatIsNoKey(String text) {
        assertThat(ApiKeySecret.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ApiKeyType.class)
    void neverRepeatsItself(ApiKeyType type) {
        var texts = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            texts.add(
                    ApiKeySecret.generate(type, ApiKeyEnvironment.LIVE, random).text());
        }
        assertThat(texts).hasSize(1000);
    }

    @Test
    void doesNotTellItselfInLogs() {
        assertThat(new ApiKeySecret(KNOWN).toString()).doesNotContain(KNOWN.substring(25));
    }
}
