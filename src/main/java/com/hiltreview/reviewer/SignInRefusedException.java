package com.hiltreview.reviewer;

/** Somebody is not signed in. */
class SignInRefusedException extends RuntimeException {
    private final SignInRefusal refusal;

    SignInRefusedException(SignInRefusal refusal) {
        super(refusal.code());
        this.refusal = refusal;
    }

    SignInRefusal refusal() {
        return refusal;
    }
}
