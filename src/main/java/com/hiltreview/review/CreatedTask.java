package com.hiltreview.review;

import com.hiltreview.idempotency.StoredAnswer;
import java.util.UUID;

/**
 * The answer to the request that made a task.
 *
 * @param body JSON in UTF-8
 * @param replayed whether an earlier request had this answer first
 */
public record CreatedTask(UUID taskId, String etag, byte[] body, boolean replayed) {
    static CreatedTask replayed(StoredAnswer answer) {
        return new CreatedTask(answer.taskId(), answer.etag(), answer.body(), true);
    }

    StoredAnswer toStored() {
        return new StoredAnswer(taskId, etag, body);
    }
}
