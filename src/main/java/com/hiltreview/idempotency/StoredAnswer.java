package com.hiltreview.idempotency;

import java.util.UUID;

/**
 * The answer to a request that filed a task, to be replayed byte for byte.
 *
 * @param body JSON in UTF-8
 */
public record StoredAnswer(UUID taskId, String etag, byte[] body) {}
