package com.hiltreview.review;

/**
 * What makes a repeated filing get the first one's answer again.
 *
 * @param key 1 to 255 printable ASCII characters, chosen by the agent
 * @param requestHash SHA-256 of the request's canonical JSON
 */
public record IdempotencyKey(String key, byte[] requestHash) {}
