package com.hiltreview.webhook;

import java.util.List;
import java.util.UUID;

/**
 * Where and how a source's decisions are pushed at this moment.
 *
 * @param secrets signing secrets, newest first; two during a rotation
 * @param timeoutMs for the whole exchange, in milliseconds
 * @param maxAttempts including the first
 * @param retryBackoffSeconds delay before the second attempt; it doubles with each further one
 */
public record Webhook(
        UUID sourceId, String url, List<String> secrets, int timeoutMs, int maxAttempts, int retryBackoffSeconds) {
    @Override
    public String toString() {
        return "Webhook[sourceId=" + sourceId + ", url=" + url + "]";
    }
}
