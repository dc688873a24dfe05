package com.hiltreview.review;

import com.hiltreview.idempotency.StoredAnswer;
import java.util.UUID;

/**
 * The answer to the request that filed or revised a task.
 *
 * @param body JSON in UTF-8
 * @param replayed whether it is the stored answer to an earlier request
 */
public record CreatedTask(UUID taskId, String etag, byte[] body, boolean replayed) {
    static CreatedTask replayed(StoredAnswer answer) {
        return new CreatedTask(answer.taskId(), answer.etag(), answer.body(), true);
    }

    StoredAnswer toStored() {
        return new StoredAnswer(taskId, etag, body);
    }
}
