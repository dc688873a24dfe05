package com.hiltreview.reviewer;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/tasks/019cadc6-9a80-78f4-9ef8-aa3892276658",
                "/archive?q=a%20b&status=PENDING#top",
                "/?next=//evil.test/",
                "/setup/sources/@me",
                "/tasks/%C3%A9"
            })
    void goesToAnyPathOfTheService(String path) {
        assertThat(LocalPath.of(path)).isEqualTo(path);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "//evil.test",
                "///evil.test",
                "/\\evil.test",
                "\\\\evil.test",
                "/%5cevil.test",
                "/%5Cevil.test",
                "/%255cevil.test",
                "/%2fevil.test",
                "/%2F%2Fevil.test",
                "/.//evil.test",
                "/..//evil.test",
                "/x/%2e%2e//evil.test",
                "/\tx",
                "/%09/evil.test",
                "/\n//evil.test",
                "/%0d%0aLocation:%20//evil.test",
                "/%00",
                "/%7f",
                "/\u0000",
                "/x\u007f",
                "/\u00a0/evil.test",
                "/\u2028",
                "/é",
                " /x",
                "/x ",
                "x",
                "@evil.test",
                ".evil.test",
                "https://evil.test",
                "https:/evil.test",
                "HTTPS:evil.test",
                "javascript:alert(1)",
                "data:text/html,x",
                "/x%",
                "/x%2",
                "/x%zz",
                "/x#a#b",
                "?x",
                "#x"
            })
    void takesEverythingElseForTheStart(@Nullable String path) {
        assertThat(LocalPath.of(path)).isEqualTo("/");
    }

    @Test
    void remembersThreeHundredCharacters() {
        var longest = "/" + "x".repeat(299);
        assertThat(LocalPath.of(longest)).isEqualTo(longest);
        assertThat(LocalPath.of(longest + "x")).isEqualTo("/");
    }
}
