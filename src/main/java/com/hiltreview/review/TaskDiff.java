package com.hiltreview.review;

import com.hiltreview.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * What reviewers have changed in a task.
 *
 * @param etag of the task that the diff belongs to
 * @param diff null where the caller has it already
 */
record TaskDiff(String etag, @Nullable RawJson diff) {}
