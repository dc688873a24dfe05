package com.hiltreview.reviewer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.hiltreview.json.WireName;

/** Why somebody was not signed in; the codes are part of the public contract, and the page has words for them. */
enum SignInRefusal {
    @JsonProperty("cancelled")
    CANCELLED,
    @JsonProperty("domain_not_allowed")
    DOMAIN_NOT_ALLOWED,
    @JsonProperty("email_not_allowed")
    EMAIL_NOT_ALLOWED,
    @JsonProperty("email_not_verified")
    EMAIL_NOT_VERIFIED,
    @JsonProperty("provider_unavailable")
    PROVIDER_UNAVAILABLE,
    @JsonProperty("sign_in_expired")
    SIGN_IN_EXPIRED,
    @JsonProperty("sign_in_failed")
    SIGN_IN_FAILED;

    /** The value of {@code error} in {@code /login?error=…}. */
    String code() {
        return WireName.of(this);
    }
}
