package com.hiltreview.reviewer;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why somebody was not signed in; the codes are part of the public contract. */
public enum SignInRefusal {
    CANCELLED("The sign-in was cancelled."),
    DOMAIN_NOT_ALLOWED("Accounts of this domain may not sign in here. Use your work account, or ask an administrator."),
    EMAIL_NOT_ALLOWED("This address may not sign in here. Use your work account, or ask an administrator."),
    EMAIL_NOT_VERIFIED(
            "The address of this account is not verified. Verify it with your provider, then sign in again."),
    PROVIDER_UNAVAILABLE("The sign-in provider cannot be reached at the moment. Try again in a minute."),
    SIGN_IN_EXPIRED("The sign-in took too long, or was begun in another browser. Try again."),
    SIGN_IN_FAILED("The sign-in did not work. Try again; if it goes on, tell an administrator.");

    private final String message;

    SignInRefusal(String message) {
        this.message = message;
    }

    public static Optional<SignInRefusal> ofCode(String code) {
        return Arrays.stream(values())
                .filter(refusal -> refusal.code().equals(code))
                .findFirst();
    }

    /** What stands behind {@code /login?error=}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For the person who wanted to sign in. */
    public String message() {
        return message;
    }
}
