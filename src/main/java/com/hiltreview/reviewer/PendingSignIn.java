package com.hiltreview.reviewer;

import java.time.Instant;

/**
 * A sign-in between its way to the provider and its way back.
 *
 * @param nonce what the ID token must hold a hash of
 * @param codeVerifier what proves to the provider that the code is redeemed by whoever asked for it
 * @param redirect the local path that was asked for
 */
record PendingSignIn(String state, String nonce, String codeVerifier, String redirect, Instant expiresAt) {}
