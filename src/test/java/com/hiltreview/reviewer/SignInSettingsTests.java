package com.hiltreview.reviewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignInSettingsTests {
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            jo@acme.test,        -,          true
            Jo@ACME.test,        -,          true
            jo@acme.test,        acme.test,  true
            jo@acme.test,        other.test, false
            jo@acme.test.,       -,          false
            jo@notacme.test,     -,          false
            jo@x.acme.test,      -,          false
            guest@partner.test,  -,          true
            GUEST@partner.test,  other.test, true
            guest2@partner.test, -,          false
            other@partner.test,  acme.test,  false
            """)
    void letsInAListedAddressOrOneOfAListedDomain(String email, @Nullable String hostedDomain, boolean admitted) {
        var settings = settings(List.of("Acme.test"), List.of("Guest@partner.test"));
        assertThat(settings.admits(email, hostedDomain)).isEqualTo(admitted);
    }

    @Test
    void letsAnybodyInWhereNothingIsListed() {
        var open = settings(List.of(), List.of());
        assertThat(open.admitsAnybody()).isTrue();
        assertThat(open.admits("jo@anywhere.test", "anywhere.test")).isTrue();
        assertThat(settings(List.of(), List.of("jo@acme.test")).admits("sam@acme.test", null))
                .isFalse();
        assertThat(settings(List.of("acme.test"), List.of()).admits("sam@other.test", null))
                .isFalse();
    }

    @Test
    void tellsWhichListItWas() {
        assertThat(settings(List.of("acme.test"), List.of()).refusal()).isEqualTo(SignInRefusal.DOMAIN_NOT_ALLOWED);
        assertThat(settings(List.of(), List.of("jo@acme.test")).refusal()).isEqualTo(SignInRefusal.EMAIL_NOT_ALLOWED);
        assertThat(settings(List.of("acme.test"), List.of("jo@acme.test")).refusal())
                .isEqualTo(SignInRefusal.EMAIL_NOT_ALLOWED);
    }

    @Test
    void takesNoLetterForAnother() {
        // The Kelvin sign's lower case is k.
        var settings = settings(List.of("kite.test"), List.of("mark@acme.test"));
        assertThat(settings.admits("jo@\u212Aite.test", null)).isFalse();
        assertThat(settings.admits("mar\u212A@acme.test", null)).isFalse();
        assertThat(settings.isAdministrator("admi\u0130n@acme.test")).isFalse();
        assertThat(settings.isAdministrator("Boss@acme.test")).isTrue();
    }

    private static SignInSettings settings(List<String> domains, List<String> emails) {
        return new SignInSettings(false, domains, emails, List.of("boss@acme.test"));
    }
}
