package com.hiltreview.page;

import static com.hiltreview.testing.Api.NOBODY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.reviewer.SignInRefusal;
import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTests extends ServiceTest {
    @Test
    void offersTheSignIn() {
        assertThat(page("")).contains("href=\"/auth/login\"").doesNotContain("role=\"alert\"");
    }

    @ParameterizedTest
    @EnumSource
    void saysInWordsWhySomebodyWasRefused(SignInRefusal refusal) {
        assertThat(page("?error=" + refusal.code())).contains("<p role=\"alert\">" + refusal.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%3Cscript%3Ealert(1)%3C/script%3E", "unknown", ""})
    void repeatsNothingOfTheRequest(String error) {
        assertThat(page("?error=" + error))
                .contains(SignInRefusal.SIGN_IN_FAILED.message())
                .doesNotContain("<script", "unknown");
    }

    private String page(String query) {
        var answer = Api.sendUnchecked(api.request("/login" + query, NOBODY).GET());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        return new String(answer.body(), UTF_8);
    }
}
