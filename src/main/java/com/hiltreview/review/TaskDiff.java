package com.hiltreview.review;

import org.jspecify.annotations.Nullable;

/**
 * What reviewers have changed in a task.
 *
 * @param etag of the task that the diff belongs to
 * @param diff JSON in UTF-8; null where the caller has it already
 */
record TaskDiff(String etag, byte @Nullable [] diff) {}
