package com.hiltreview.idempotency;

/**
 * Identifies a request that may be repeated.
 *
 * @param key 1 to 255 printable ASCII characters, chosen by the agent
 * @param requestHash SHA-256 of the request's canonical JSON
 */
public record IdempotencyKey(String key, byte[] requestHash) {}
