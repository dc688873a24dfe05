/** Answers to requests with an {@code Idempotency-Key}, which a repeated request gets again. */
@NullMarked
package com.hiltreview.idempotency;

import org.jspecify.annotations.NullMarked;
