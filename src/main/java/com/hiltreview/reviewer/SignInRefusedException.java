package com.hiltreview.reviewer;

import org.jspecify.annotations.Nullable;

/** A sign-in was refused. */
class SignInRefusedException extends RuntimeException {
    private final SignInRefusal refusal;

    private final @Nullable String email;

    SignInRefusedException(SignInRefusal refusal) {
        this(refusal, null);
    }

    /** @param email as the provider names it */
    SignInRefusedException(SignInRefusal refusal, @Nullable String email) {
        super(refusal.code());
        this.refusal = refusal;
        this.email = email;
    }

    @Nullable
    String email() {
        return email;
    }

    SignInRefusal refusal() {
        return refusal;
    }
}
