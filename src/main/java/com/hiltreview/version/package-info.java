/** Which version of a task a caller has seen: {@code ETag}, {@code If-Match} and {@code If-None-Match}. */
@NullMarked
package com.hiltreview.version;

import org.jspecify.annotations.NullMarked;
