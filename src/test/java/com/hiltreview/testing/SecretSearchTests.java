package com.hiltreview.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSearchTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "key=" + ServiceTest.ADMIN_KEY + ".",
                "secret whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0",
                "hilt_session=019cadc6-9a80-78f4-9ef8-aa3892276658.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF",
                "token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzdWJqZWN0In0.c2lnbmF0dXJl",
                "GET /auth/callback?state=x&code=4f0Abc-7d1e2f3a4b5c6d",
                "codeVerifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
            })
    void knowsSecretsByTheirForm(String line) {
        assertThat(SecretSearch.found("a test", line))
                .singleElement()
                .asString()
                .contains("<here>");
    }

    @Test
    void knowsSecretsThatItWasTold() {
        assertThat(SecretSearch.found("a test", "tell nobody: grass is green")).isEmpty();
        SecretSearch.learn("nobody: grass is green");
        assertThat(SecretSearch.found("a test", "tell nobody: grass is green"))
                .containsExactly("a secret in a test: tell <here>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the key hilt_ak_test_01234567…",
                "a typo: hilt_ak_test_0123456789ABCDEFGHIJKLMNOPQRSTUV08tQ1c",
                "019cadc6-9a80-78f4-9ef8-aa3892276658 failed",
                "a reason code=invalid_request"
            })
    void leavesTheRestAlone(String line) {
        assertThat(SecretSearch.found("a test", line)).isEmpty();
    }
}
