/** Serves the public contract; springdoc makes pages of it. */
@NullMarked
package com.hiltreview.openapi;

import org.jspecify.annotations.NullMarked;
