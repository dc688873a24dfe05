package com.hiltreview.reviewer;

import java.util.Locale;

/** Why somebody was not signed in; the codes are part of the public contract, and the page has words for them. */
enum SignInRefusal {
    CANCELLED,
    DOMAIN_NOT_ALLOWED,
    EMAIL_NOT_ALLOWED,
    EMAIL_NOT_VERIFIED,
    PROVIDER_UNAVAILABLE,
    SIGN_IN_EXPIRED,
    SIGN_IN_FAILED;

    /** The value of {@code error} in {@code /login?error=…}. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
