package com.hiltreview.reviewer;

import java.time.Instant;

/**
 * A sign-in that was started and is not finished.
 *
 * @param nonce the ID token must contain its hash
 * @param codeVerifier proves to the provider that the code is redeemed by the client that requested it (PKCE)
 * @param redirect the local path that was requested
 */
record PendingSignIn(String state, String nonce, String codeVerifier, String redirect, Instant expiresAt) {}
